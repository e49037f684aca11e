// The process that the bench starts: nact's programs behind the protocol.

import { serve } from "../../../serve.ts";
import { programs } from "./programs.ts";

await serve(programs);
