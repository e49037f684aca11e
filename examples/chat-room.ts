// A chat: what is said in a room reaches everybody who is there. Users are found by name, rooms are topics.

import { GenServer, Process, PubSub, Registry, createRuntime, isDown, receive, self, via } from "beamlet";

const users = "users";
const rooms = "rooms";

interface Said {
  readonly by: string;
  readonly text: string;
}

// A user is a process. In the registry it stands under its name, with its room beside; in its room it is a subscriber.
const User = GenServer.define({
  init({ name, room }: { readonly name: string; readonly room: string }) {
    PubSub.subscribe(rooms, room);
    return { state: { name, room, screen: [] as readonly string[] } };
  },

  handleCall(request: { readonly type: "say"; readonly text: string } | { readonly type: "look" }, _from, state) {
    // Everybody else in the room gets a copy.
    if (request.type === "say") PubSub.broadcastFrom(rooms, self(), state.room, { by: state.name, text: request.text });
    return { reply: state.screen, state };
  },

  handleInfo({ by, text }: Said, state) {
    return { state: { ...state, screen: [...state.screen, `${by}: ${text}`] } };
  },
});

/** The name of a user's process: whoever knows the user needs not know the pid. */
function named(name: string) {
  return via(Registry, users, name);
}

function* enter(name: string, room: string) {
  yield* GenServer.start(User, { name, room }, { name: via(Registry, users, name, room) });
}

function* say(name: string, text: string) {
  yield* GenServer.call(named(name), { type: "say", text });
}

function* look(name: string) {
  const screen = yield* GenServer.call<readonly string[]>(named(name), { type: "look" });
  return screen.length === 0 ? "nothing" : screen.join(" / ");
}

function present(room: string): string {
  return Registry.select(users, (name, _pid, where) => (where === room ? String(name) : undefined)).sort().join(", ");
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  const runtime = createRuntime({ logger: false });

  await runtime.run(function* () {
    yield* Registry.startLink({ keys: "unique", name: users });
    yield* PubSub.startLink({ name: rooms });

    yield* enter("alice", "lobby");
    yield* enter("bob", "lobby");
    yield* enter("carol", "garden");
    print(`in the lobby: ${present("lobby")}`);

    yield* say("alice", "hello");
    yield* say("bob", "hello, alice");
    yield* say("carol", "is anybody here?");
    for (const name of ["alice", "bob", "carol"]) print(`${name} sees: ${yield* look(name)}`);

    // Nobody takes bob off any list: when his process ends, it is on none.
    const ref = Process.monitor(named("bob"));
    yield* GenServer.stop(named("bob"));
    yield* receive((message) => isDown(message, ref));
    yield* say("alice", "bob?");
    print(`in the lobby: ${present("lobby")}`);

    // His name is free again, and whoever takes it starts afresh.
    yield* enter("bob", "garden");
    yield* say("bob", "it is me");
    print(`carol sees: ${yield* look("carol")}`);
    print(`bob sees: ${yield* look("bob")}`);
  });

  await runtime.stop();
}

if (process.argv[1] === import.meta.filename) await main();
