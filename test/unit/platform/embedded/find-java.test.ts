import { expect, it } from 'vitest';
import { findJava, javaVersion } from '../../../../platform/embedded/find-java.ts';

it.each([{ PATH: '/nowhere' }, { PATH: '/nowhere', JAVA_HOME: '/nowhere/java' }])(
  'says what to install when there is no Java: %o',
  async (env) => {
    await expect(findJava(env)).rejects.toMatchObject({ name: 'EmbeddedStackError', code: 'java-missing' });
    await expect(findJava(env)).rejects.toThrow(/^[^\n]*Java 17[^\n]*install[^\n]*docker compose[^\n]*$/);
  },
);

it.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_392"', 8],
  ['openjdk version "25" 2025-09-16', 25],
  ['The operation could not be completed. Unable to locate a Java Runtime.', 0],
])('reads the version in %j', (output, version) => {
  expect(javaVersion(output)).toBe(version);
});
