import { readInstance } from "./instance/record.js";
import { stopInstance } from "./instance/stop.js";
import { say } from "./setup/say.js";

// `make down`: stops what `make up` started here. Its data stays.
const instance = readInstance();
if (instance === null) say("Nothing runs in this checkout.");
else {
  say(`Stopping Governor at ${instance.url} …`);
  await stopInstance(instance);
  say(`Stopped. The data stays in ${instance.dataDir}; make clean removes it.`);
}
