// @ts-check
/**
 * The shapes that modules hand to each other. Frames are those of docs/protocol.md; everything else is the page's own.
 *
 * Law of this file: types only, no code.
 */

/**
 * @typedef {{band: string, order: number, column: string, slot: number}} Place
 * @typedef {Record<string, string>} Facts
 *
 * @typedef {object} Element One element of the picture; with `source` and `target` it is an edge.
 * @property {string} id
 * @property {string} kind
 * @property {string | null} parent
 * @property {string} label
 * @property {string} state
 * @property {Place} place
 * @property {Facts} facts
 * @property {string} [source]
 * @property {string} [target]
 *
 * @typedef {Readonly<Record<string, Element>>} Elements By id, in the order in which they came.
 * @typedef {["add", Element] | ["move", string, object] | ["change", string, object] | ["remove", string]} Operation
 */

/**
 * @typedef {[text: string, element: string | null, kind: string | null]} Span
 * @typedef {{stream: "stdout" | "stderr", spans: Span[]}} Output
 * @typedef {{id: string, host: string, user: string, cwd: string, prompt: string}} Terminal
 *
 * @typedef {object} Line A line as the log shows it.
 * @property {number} seq Its place in the journal: what frames and traces name it by.
 * @property {number} number What people call it by: the lines that were typed are counted from 1. 0: it was not typed.
 * @property {string} kind
 * @property {string | null} id
 * @property {string} terminal
 * @property {string} text
 * @property {string} prompt
 * @property {readonly Span[]} spans What was typed, with its words linked; empty where that is not known.
 * @property {number} atMs
 * @property {Said | null} waits What it waits for, as far as it is known.
 * @property {readonly Output[]} output
 * @property {string | null} cut Where the whole output stands.
 * @property {number | null} exitCode null while it runs.
 *
 * @typedef {{id: string, step: number, met: boolean, lost?: boolean, hints?: readonly number[]}} Goal `lost`: it was met once. `hints`: the numbers of those that stand; without it, all.
 * @typedef {object} Clock
 * @property {number} now_ms
 * @property {number} epoch_ms
 * @property {boolean} settled
 * @property {number | null} next_ms How far it runs before we are told more; null: it stands.
 * @property {number} speed
 * @property {readonly [kind: string, about: string][]} pending What it is waiting for, the next first.
 * @property {readonly Deployment[]} [deployments] What Marathon carries out.
 *
 * @typedef {{at_ms: number, changed: readonly [element: string, state: string | null][]}} Moment When the picture changed
 *   by itself: the elements, and the state of each after it (null: it is gone).
 */

/**
 * @typedef {{src: string, dst: string, ttl: number, smac: string, dmac: string}} Header
 * @typedef {[message: string, values: Record<string, string>]} Said English with named places, and their values.
 * @typedef {{text: string, element: string | null, matched: boolean, why: string, said?: Said}} Entry
 *
 * @typedef {object} Hop
 * @property {number} n
 * @property {number} leg
 * @property {"lookup" | "answer" | "request" | "reply"} direction A question to a name server, its way back; the same of the request.
 * @property {string} node
 * @property {string} namespace
 * @property {string} element
 * @property {string} [device]
 * @property {string} kind
 * @property {string} title
 * @property {Said} [title_said]
 * @property {string} message
 * @property {Record<string, string>} params
 * @property {string} sentence
 * @property {string} table
 * @property {Entry[]} entries
 * @property {Header} before
 * @property {Header} after
 * @property {string[]} changed
 * @property {number} [delay_ms]
 * @property {readonly Tap[]} [taps] Who saw the packet from this hop on, until the next one.
 * @property {Kept} [kept]
 * @property {Envelope} [envelope_before]
 * @property {Envelope} [envelope]
 *
 * @typedef {[namespace: string, device: string, direction: "in" | "out"]} Tap
 * @typedef {[source: string, destination: string]} Ends
 * @typedef {{protocol: string, original: Ends, reply: Ends, answered: boolean, element: string}} Kept What conntrack keeps.
 * @typedef {{vni: number, inner: Header, bytes: number, inner_bytes: number}} Envelope
 *
 * @typedef {object} TraceSummary
 * @property {string} id
 * @property {number} nth Its number among those of the attempt, from 1.
 * @property {number} line The place of its line in the journal.
 * @property {number} number What people call that line by.
 * @property {string} from
 * @property {string} method
 * @property {string} url
 * @property {string} disposition
 * @property {boolean} success
 * @property {string} sentence
 * @property {number} status
 * @property {string} [reason]
 * @property {string} error
 * @property {number} at_ms
 * @property {number} elapsed_ms
 * @property {string} [body_start]
 * @property {Readonly<Record<string, {value: string, hop: number}>>} [readings] What it says about what the lesson asks.
 * @property {{element: string, namespace: string, address: string} | null} [server] Who answered in the end.
 * @property {number} [hop_count]
 *
 * @typedef {{refusal?: {kind: string} | null, syn_attempts?: number}} Leg
 * @typedef {{node: string, name: string, type: string, address: string | null}} Lookup
 * @typedef {TraceSummary & {legs: Leg[], hops: Hop[], lookups?: Lookup[], veiled?: number}} Trace `veiled`: how many hops are not told yet.
 */

/**
 * @typedef {object} Printed A table as a tool prints it: `command`, typed at `where`.
 * @property {string} name
 * @property {Said} title
 * @property {string} where
 * @property {string} command
 * @property {Span[][]} lines
 * @property {number} more How many lines were left out.
 *
 * @typedef {[number: number | null, text: string, marked: boolean]} DefinitionLine
 * @typedef {{app: string, version: string, pointer: string, lines: DefinitionLine[]}} Definition
 *
 * @typedef {object} Reason One step from the line that was typed to who wrote an entry.
 * @property {string} kind
 * @property {Said} title
 * @property {Said} [told]
 * @property {string} [element]
 * @property {number} [line]
 * @property {string} [terminal]
 * @property {string} [text]
 * @property {Definition} [definition]
 *
 * @typedef {object} Inspection What is behind an element or an entry of a table.
 * @property {number} rev
 * @property {string} id
 * @property {string} kind
 * @property {string} label
 * @property {string | null} parent
 * @property {string} state
 * @property {Facts} facts
 * @property {string[]} own The ids by which lines of the tables name it.
 * @property {Printed[]} tables
 * @property {Reason[]} why
 * @property {Fault[]} faults
 * @property {Because | null} because What is there for the same reason.
 * @property {{at_ms: number, line: number} | null} last When it changed last; the newest line then, 0 by itself.
 * @property {[pointer: string, text: string, count: number][]} definition Of an app: its lines, with what each part caused.
 *
 * @typedef {object} Because
 * @property {Said} without
 * @property {number} count
 * @property {Effects[]} groups
 * @property {string[]} elements Their ids, and those of what the picture shows in their stead.
 *
 * @typedef {object} Effects Entries of one kind.
 * @property {string} kind
 * @property {Said} title
 * @property {number} count
 * @property {string[]} nodes
 * @property {[id: string, label: string, where: string][]} entries The first of them.
 *
 * @typedef {object} Fault What can be broken at an element: `line`, typed at `where`, breaks it, `back` mends it.
 * @property {string} name
 * @property {Said} title
 * @property {Said} told
 * @property {string} where
 * @property {string} line
 * @property {string} back Empty where a controller mends it.
 * @property {boolean} on Whether it is broken now.
 */

/**
 * @typedef {{id: string, step: number, steps: readonly (readonly [string, string][])[]}} Deployment A plan: the step at work,
 *   from 1, and of each step its actions and their apps.
 *
 * @typedef {object} Twig A branch: behind which entry it left its parent, and its own lines, unless the journal has them.
 * @property {string} name
 * @property {string | null} parent
 * @property {number} seq
 * @property {number} at_ms
 * @property {readonly {seq: number, at_ms: number, terminal: string, text: string, exit_code: number | null}[]} lines
 *
 * @typedef {object} Past The moment that is looked at.
 * @property {number} seq The last entry before it.
 * @property {number} atMs
 * @property {number} tried How many lines were tried there.
 * @property {boolean} changed Whether they have changed anything that others would meet.
 */

/**
 * @typedef {object} State What the server has told, and nothing else.
 * @property {number | null} rev
 * @property {"write" | "view" | null} can
 * @property {string | null} lesson
 * @property {string | null} branch
 * @property {readonly Twig[]} branches The oldest first.
 * @property {number | null} redo The entry that can be redone.
 * @property {Elements} elements
 * @property {readonly Terminal[]} terminals
 * @property {string | null} readOnly Why nobody can type, if that is so.
 * @property {readonly Line[]} lines In the order of their numbers.
 * @property {readonly TraceSummary[]} traces Oldest first.
 * @property {Readonly<Record<string, Trace>>} whole The traces that are here with their hops.
 * @property {readonly Moment[]} moments Oldest first.
 * @property {readonly Goal[]} goals
 * @property {Clock | null} clock
 */

/**
 * @typedef {object} Frame A frame of the server; the fields of its type are read where it is applied.
 * @property {string} type
 */

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {object} Box Top left corner and size, in picture units.
 * @property {number} x
 * @property {number} y
 * @property {number} w
 * @property {number} h
 *
 * @typedef {"wide" | "path" | "column"} Form
 *
 * @typedef {object} HostPlan How a machine stands: its open rows and on which side its network card is.
 * @property {"left" | "right"} side
 * @property {"open" | "line" | "tag" | "sign" | "cell"} shape
 * @property {readonly number[]} rows The middle of each task row.
 * @property {readonly number[]} slots The slots that have a row, also where it is folded.
 * @property {number | null} asks The middle of the row of the program that asks; null: none.
 * @property {number} process How far from the card it stands.
 * @property {readonly (Server & {box: Box})[]} servers The name servers that were asked here, each with its port.
 * @property {Point | null} loop Where the loopback device stands, if a program on it asks itself.
 * @property {Box | null} closed The port that was asked and on which nothing listens.
 * @property {string | null} fold Id of the fold that stands for tasks that are not drawn.
 *
 * @property {VipPlan | null} vip The virtual address that was asked for from here, and its back ends.
 *
 * @typedef {{port: string, program: string}} Server
 * @typedef {{to: string, weight: string, chosen: boolean}} Backend `to`: address and port.
 * @typedef {{service: string, scheduler: string, backends: readonly Backend[]}} Vip
 * @typedef {object} VipPlan
 * @property {string} service
 * @property {string} scheduler
 * @property {number} trunk Where the way goes down.
 * @property {Box} hexagon
 * @property {number} note The height of the words beneath it.
 * @property {number} title
 * @property {number} chosen The height at which the way leaves: that of the back end that was chosen.
 * @property {readonly (Backend & {box: Box})[]} backends
 * @property {number} more How many are not drawn.
 *
 * @typedef {{host: string | null, ids: readonly string[], open: boolean}} Fold What a box or a row stands for: elements
 *   of a machine, or machines. An open one stands for nothing; it can be closed again.
 *
 * @typedef {"service" | "transport" | "network"} LensName
 *
 * @typedef {object} Lens What a lens does otherwise than *transport*, which is there without one. Everything of it is pure.
 * @property {LensName} name
 * @property {(elements: Elements) => Elements} drawn The elements that it draws.
 * @property {typeof import("./stage/inside.js").inside} [inside] What stands in a machine.
 * @property {(elements: Elements, wish: Wish) => Scene} [place] Where everything stands, if not beside the wire.
 * @property {(element: Element, box: Box, scene: Scene, looked: import("./stage/parts.js").Looked, children: import("./stage/parts.js").Children) => Part[] | null} parts
 *   What is drawn of an element; null: as everywhere.
 * @property {(scene: Scene, looked: import("./stage/parts.js").Looked) => Part[]} [around] What belongs to no element.
 * @property {(trace: Trace, scene: Scene, elements: Elements) => {start: Point | null, ways: import("./trace/way.js").Way[]}} [ways]
 *   The way of a request.
 * @property {(trace: Trace | undefined, elements: Elements, traces: readonly TraceSummary[]) => Partial<import("./stage/parts.js").Looked>} [look] What requests add.
 * @property {(scene: Scene, elements: Elements) => Point[][]} [references] Lines from entries of tables to what they name.
 *
 * @typedef {object} Service How the lens *service* stands.
 * @property {Readonly<Record<string, Box>>} askers By machine.
 * @property {readonly (readonly [string, string])[]} links Who has asked for what.
 * @property {import("./stage/service.js").Columns} columns
 * @property {number} more How many entries are not drawn.
 *
 * @typedef {import("./stage/part.js").Part} Part
 *
 * @typedef {object} Scene Where everything stands: the whole result of placing.
 * @property {Lens} [lens] Without one: *transport*.
 * @property {Service} [service]
 * @property {Form} form
 * @property {number} width
 * @property {number} height
 * @property {Readonly<Record<string, Box>>} boxes By id of element or fold.
 * @property {Readonly<Record<string, HostPlan>>} hosts By element id.
 * @property {Readonly<Record<string, Fold>>} folds By id.
 * @property {Readonly<Record<string, string>>} hidden Element id → id of the box that stands for it.
 * @property {Readonly<Record<string, readonly Point[]>>} lines By id of the edge.
 *
 * @typedef {{x: number, y: number}} Offset How far a machine was dragged from its place.
 *
 * @typedef {object} Wish What the viewer's own state asks of the picture.
 * @property {Lens} [lens] How it looks at the cluster.
 * @property {readonly TraceSummary[]} [traces] All requests so far.
 * @property {number} width In CSS pixels.
 * @property {number} [height] Of the room in CSS pixels; what is higher is folded.
 * @property {number} [fill] So high the picture becomes at least where it can, in picture units.
 * @property {Readonly<Record<string, readonly number[]>>} [kept] Slots of a machine that have a row although nothing stands in them.
 * @property {ReadonlySet<string>} [askers] Machines from which the request was sent.
 * @property {ReadonlySet<string>} [loops] Machines that ask themselves.
 * @property {Readonly<Record<string, string>>} [closed] Machine → the port that was asked and on which nothing listens.
 * @property {Readonly<Record<string, number>>} [steps] Machine that asks → how many hops it has before the packet leaves.
 * @property {Readonly<Record<string, readonly Server[]>>} [servers] Machine → the name servers that were asked there.
 * @property {Readonly<Record<string, Vip>>} [vips] Machine that asks → the virtual address that it balanced.
 * @property {ReadonlySet<string>} [traced] Machines on the way of the request.
 * @property {ReadonlySet<string>} [shown] Elements that must not be folded away.
 * @property {readonly string[]} [recent] Machines that changed with the last line, the latest first.
 * @property {ReadonlySet<string>} [opened] Folds that were opened by hand.
 * @property {Readonly<Record<string, Offset>>} [offsets] By machine.
 */

/**
 * @typedef {{ms: number, sends: readonly number[]}} Wait Real time at speed 1 in which the client sends again and again, and when
 *   it does.
 *
 * @typedef {object} Beat One hop as it is played.
 * @property {Hop} hop
 * @property {readonly Point[]} path From where the packet stood to where it stands at this hop.
 * @property {Point | null} badge Where the number of the hop stands; null: at no place in the picture.
 * @property {1 | -1} inward Where badges go on that would cover each other: to the right, or to the left.
 * @property {number} question Hops of one question to a name server share a number, and those of the request.
 * @property {boolean} reply
 * @property {boolean} died The packet's way ends here.
 * @property {string} delivered The task that takes the packet here; empty: none does.
 * @property {string} flag What stands beside the packet: the change, or why it died; may be empty.
 * @property {number} travelMs
 * @property {number} lookMs
 * @property {number} changeMs
 * @property {number} dwellMs
 * @property {Wait | null} wait
 * @property {readonly {tap: Tap, at: Point | null}[]} sights Who sees the packet from here on, and where; null: at no place in the picture.
 * @property {boolean} second A program that was asked sends its own packet from here on: a second connection.
 * @property {{at: Point, times: number} | null} asks Where a question to all machines of a network goes out, and how often.
 *
 * @typedef {object} Plan A request as it is played: a value.
 * @property {string} trace
 * @property {Point | null} start Where the client stands, if it is in the picture.
 * @property {readonly Beat[]} beats
 * @property {string} carried Name of the small packet that brings back a refusal (`RST`, `ICMP`); empty: an answer.
 * @property {readonly Point[]} never The way that the packet would have gone, had it not died.
 * @property {number} attempts How often the request's first packet is sent.
 *
 * @typedef {object} Playback Where the player stands. `at` is the number of hops that are done.
 * @property {number} at
 * @property {number} elapsedMs Within the beat that runs.
 * @property {boolean} playing
 * @property {number} speed
 * @property {boolean} loops Whether it begins anew at the end.
 * @property {number | null} until The hop at which it stops by itself; null: at the end.
 */

/**
 * @typedef {Readonly<Record<string, readonly number[]>>} Answers Question → the choices that were tried, in their order.
 *
 * @typedef {object} Ui The viewer's own state: nobody else sees it.
 * @property {LensName} lens How the cluster is looked at.
 * @property {string} terminal The tab that is open.
 * @property {readonly string[]} opened Tabs opened by hand, before anything was typed there.
 * @property {string | null} trace The request that is looked at.
 * @property {number | null} stream The line whose requests are looked at as a stream, by its place in the journal.
 * @property {number | null} line The line that was turned to, by its place in the journal; null: the last one.
 * @property {Past | null} past The moment of the past that is looked at, and shown as the state.
 * @property {State | null} present What the server tells of the present meanwhile.
 * @property {readonly {id: string, terminal: string, text: string}[]} waiting Lines that wait for a connection.
 * @property {string | null} selected An element.
 * @property {string | null} pointed An element under pointer or focus.
 * @property {number} step Index of the step of the lesson.
 * @property {Readonly<Record<string, readonly number[]>>} hints Goal → the numbers of its hints that are shown.
 * @property {readonly number[]} solutions Indexes of the steps whose solution is shown.
 * @property {Answers} answers
 * @property {boolean} leaving The learner wants to go on while goals are open, and is told which.
 * @property {"step" | "picture" | "terminal" | "side"} pane
 * @property {"hop" | "list" | "requests" | "element" | "faults"} card
 * @property {readonly string[]} same What is there for the same reason as what is selected.
 * @property {boolean} asText
 * @property {string} language What everything is said in; a view that keeps texts says them anew when it changes.
 * @property {Status} status
 * @property {Notice | null} notice
 *
 * @typedef {"connecting" | "open" | "waiting" | "offline" | "closed"} Status
 * @typedef {{say: () => string, terminal: string | null, bad: boolean}} Notice
 */

export {};
