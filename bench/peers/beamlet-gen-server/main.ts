// The process that the bench starts: the programs with GenServer behind the protocol.

import { serve } from "../../serve.ts";
import { programs } from "./programs.ts";

await serve(programs);
