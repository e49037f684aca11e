// The process that the bench starts: xstate's programs behind the protocol.

import { serve } from "../../../serve.ts";
import { programs } from "./programs.ts";

await serve(programs);
