// The process that the bench starts: the library's programs behind the protocol.

import { serve } from "../../serve.ts";
import { programs } from "./programs.ts";

// A turn that takes long on a slow machine is in the numbers. Its report would stand amid the lines of the bench and the tour.
console.warn = () => {};

await serve(programs);
