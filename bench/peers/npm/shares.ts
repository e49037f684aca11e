// The part of the full size that each peer from the registry plays of each workload, so that a round takes some seconds at most.

import { savina } from "../../workloads/savina.ts";

type Shares = Readonly<Record<string, number>>;

const wholeSavina: Shares = Object.fromEntries(savina.map(({ name }) => [name, 1]));

// What is not here the peer has not the means for: none has selective receive, and only nact and effect have a call. Effection's
// queue moves all that is in it at every message, hence the short ones.
//
// In two of Savina's programs an operation costs the more, the more of them there are. The sorted list is played whole for
// that. The barber's customers who find no room come back at once, which takes these peers half a minute of a whole round:
// what they play of it is in their favour.
export const shares: Readonly<Record<string, Shares>> = {
  nact: {
    "ping-pong": 1 / 4,
    ring: 1 / 10,
    "fan-in-1": 1 / 4,
    "fan-in-100": 1 / 4,
    call: 1 / 4,
    spawn: 1 / 10,
    skynet: 1 / 100,
    idle: 1 / 10,
    ...wholeSavina,
    "savina-counting": 1 / 2,
    "savina-big": 1 / 2,
    "savina-bounded-buffer": 1 / 2,
    "savina-sleeping-barber": 1 / 2,
    "savina-fibonacci": 1 / 2,
  },
  xstate: { "ping-pong": 1, ring: 1, "fan-in-1": 1, "fan-in-100": 1, spawn: 1 / 4, skynet: 1 / 10, idle: 1 / 10, ...wholeSavina, "savina-bounded-buffer": 1 / 2 },
  effect: {
    "ping-pong": 1 / 4,
    ring: 1 / 10,
    "fan-in-1": 1 / 4,
    "fan-in-100": 1 / 4,
    call: 1 / 4,
    spawn: 1 / 4,
    skynet: 1 / 10,
    idle: 1 / 10,
    ...wholeSavina,
    "savina-chameneos": 1 / 2,
    "savina-big": 1 / 5,
    "savina-bounded-buffer": 1 / 2,
    "savina-sleeping-barber": 1 / 3,
    "savina-fibonacci": 1 / 2,
  },
  effection: {
    "ping-pong": 1 / 10,
    ring: 1 / 10,
    "fan-in-1": 1 / 100,
    "fan-in-100": 1 / 100,
    spawn: 1 / 200,
    skynet: 1 / 1_000,
    idle: 1 / 100,
    ...wholeSavina,
    "savina-counting": 1 / 20,
    "savina-fork-join-create": 1 / 10,
    "savina-chameneos": 1 / 2,
    "savina-big": 1 / 10,
    "savina-bounded-buffer": 1 / 4,
    "savina-philosophers": 1 / 2,
    "savina-sleeping-barber": 1 / 4,
    "savina-logistic-map": 1 / 4,
    "savina-bank-transaction": 1 / 4,
    "savina-fibonacci": 1 / 50,
  },
};
