import { Project } from '../../../electron/engine/projects/project.ts';

// Holds the lock of the folder given until it is killed.
const folder = process.argv[2] ?? '';
await new Project(folder).lock.take();
process.stdout.write('held\n');
setInterval(() => undefined, 1000);
