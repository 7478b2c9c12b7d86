import { DockerfileParser, type Copy, type Instruction } from 'dockerfile-ast';
import { textOf } from '../architecture/project-files.ts';

/** A COPY: from the build context, or from a stage. */
export interface DockerCopy {
  readonly from: string | null;
  readonly sources: readonly string[];
}

/** docker/Dockerfile, as far as the tests look at it. */
export interface Dockerfile {
  readonly images: readonly string[];
  readonly stages: readonly string[];
  readonly copies: readonly DockerCopy[];
  readonly runs: readonly string[];
  /** Of the last stage. */
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string | null;
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  /** Instructions that Docker does not know. */
  readonly unknown: readonly string[];
}

const KNOWN = 'ARG CMD COPY ENV EXPOSE FROM HEALTHCHECK RUN USER WORKDIR'.split(' ');

/** Reads docker/Dockerfile. */
export async function readDockerfile(): Promise<Dockerfile> {
  const file = DockerfileParser.parse(await textOf('docker/Dockerfile'));
  const instructions = file.getInstructions();
  const lastFrom = instructions.findLastIndex((each) => each.getKeyword() === 'FROM');
  const last = instructions.slice(lastFrom);
  return {
    images: file.getFROMs().map((from) => from.getImage() ?? ''),
    stages: file.getFROMs().flatMap((from) => from.getBuildStage() ?? []),
    copies: file.getCOPYs().map(copyOf),
    runs: instructions
      .filter((each) => each.getKeyword() === 'RUN')
      .map((run) => run.getArgumentsContent() ?? ''),
    environment: Object.fromEntries(
      file
        .getENVs()
        .flatMap((env) => env.getProperties().map((each) => [each.getName(), each.getValue() ?? ''])),
    ),
    user: contentOf(last, 'USER'),
    command: listIn(contentOf(last, 'CMD')),
    healthCheck: listIn(contentOf(last, 'HEALTHCHECK')),
    unknown: instructions.map((each) => each.getKeyword()).filter((keyword) => !KNOWN.includes(keyword)),
  };
}

function copyOf(copy: Copy): DockerCopy {
  const values = copy.getArguments().map((argument) => argument.getValue());
  const from = copy.getFromFlag()?.getValue() ?? null;
  return { from, sources: values.slice(0, -1) };
}

const contentOf = (instructions: readonly Instruction[], keyword: string): string | null =>
  instructions.find((each) => each.getKeyword() === keyword)?.getArgumentsContent() ?? null;

/** The list in JSON with which an instruction ends. */
const listIn = (content: string | null): readonly string[] =>
  JSON.parse(/\[[\s\S]*\]$/.exec(content ?? '')?.[0] ?? '[]') as readonly string[];
