// What an actor knows of another: where to send events of this type.

import type { ActorRef, EventObject, Snapshot } from "xstate";

export type To<Event extends EventObject> = Pick<ActorRef<Snapshot<unknown>, Event>, "send">;
