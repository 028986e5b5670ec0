------------------------------- MODULE Modes -------------------------------
(* Nodes that carry every item, and nodes that carry what they are closest to, *)
(* in one network: each judges by what it sees, so they change at different    *)
(* times (docs/protocol/mailbox.md, docs/protocol/mesh.md). An item that was   *)
(* not read has a holder or its sender's row, and a reader of either mode      *)
(* finds it.                                                                   *)
(*                                                                             *)
(* One item. A "wide" node carries everything: it gives to its neighbours,     *)
(* and asks them for what it lacks. A "near" node deposits at the closest      *)
(* nodes, wherever they are. Every node reads in its own store and at the      *)
(* closest: a wide one may sit among near ones that carry nothing to it.       *)
EXTENDS Naturals, FiniteSets
CONSTANTS
  Nodes, Sender, Reader,
  Links,      \* sets of two: who is linked to whom; connected
  Closest,    \* the nodes closest to the item's address
  MaxSwitch,  \* how often nodes change their mode
  MaxLoss,    \* how often a node loses all it holds, or goes for good
  Bug         \* the rule that is taken out, or "none"

Bugs == { "none",
          "DropWhenNear",    \* a node that becomes near gives up what it is not closest to
          "KeepToOneself",   \* a near node does not hand on to the closest what a wide one gave it
          "ReadOneWay",      \* a wide node reads in its own store only
          "AnswerAlike" }    \* a closest node that is wide does not answer who fetches
ASSUME
  /\ Bug \in Bugs /\ Sender \in Nodes /\ Reader \in Nodes /\ Sender # Reader
  /\ Closest \subseteq Nodes /\ Closest # {} /\ \A l \in Links : l \subseteq Nodes /\ Cardinality(l) = 2

VARIABLES
  wide,       \* the nodes that carry everything
  held,       \* the nodes that hold the item
  row,        \* the sender's row in the outbox
  stored,     \* another node has told the sender that it holds the item
  gone,       \* the sender was switched off for good
  read, switches, losses

vars == <<wide, held, row, stored, gone, read, switches, losses>>

TypeOK == wide \subseteq Nodes /\ held \subseteq Nodes

Init ==
  /\ wide \in SUBSET Nodes
  /\ held = {} /\ row = TRUE /\ stored = FALSE /\ gone = FALSE /\ read = FALSE
  /\ switches = 0 /\ losses = 0

Linked(n, k) == {n, k} \in Links
IsUp(n)      == ~(gone /\ n = Sender)

Hold(k) ==
  /\ held' = held \cup {k}
  /\ stored' = (stored \/ k # Sender)

-----------------------------------------------------------------------------
\* Into the own store, and from there to the neighbours...
DepositWide ==
  /\ row /\ IsUp(Sender) /\ Sender \in wide /\ Sender \notin held
  /\ Hold(Sender)
  /\ UNCHANGED <<wide, row, gone, read, switches, losses>>

\* ...or at the closest nodes.
DepositNear(k) ==
  /\ row /\ IsUp(Sender) /\ Sender \notin wide /\ k \in Closest \ held /\ IsUp(k)
  /\ Hold(k)
  /\ UNCHANGED <<wide, row, gone, read, switches, losses>>

\* A wide node gives its neighbours what it holds; they take it, whatever their mode.
Give(n, k) ==
  /\ n \in held \cap wide /\ IsUp(n) /\ Linked(n, k) /\ k \notin held /\ IsUp(k)
  /\ Hold(k)
  /\ UNCHANGED <<wide, row, gone, read, switches, losses>>

\* A wide node finds by comparing what a neighbour holds and it lacks; near nodes answer, too, about all they hold.
Compare(n, k) ==
  /\ n \in held /\ IsUp(n) /\ Linked(n, k) /\ k \in wide \ held /\ IsUp(k)
  /\ Hold(k)
  /\ UNCHANGED <<wide, row, gone, read, switches, losses>>

\* A near node reviews what it holds, wherever it is from, and hands on to the closest.
Review(n, k) ==
  /\ n \in held \ wide /\ IsUp(n) /\ k \in Closest \ held /\ IsUp(k) /\ Bug # "KeepToOneself"
  /\ Hold(k)
  /\ UNCHANGED <<wide, row, gone, read, switches, losses>>

\* What is held stays until its end.
Switch(n) ==
  /\ switches < MaxSwitch /\ switches' = switches + 1
  /\ wide' = IF n \in wide THEN wide \ {n} ELSE wide \cup {n}
  /\ held' = IF Bug = "DropWhenNear" /\ n \in wide /\ n \notin Closest THEN held \ {n} ELSE held
  /\ UNCHANGED <<row, stored, gone, read, losses>>

Read ==
  /\ ~read /\ read' = TRUE
  /\ \/ Reader \in held
     \/ /\ Bug = "ReadOneWay" => Reader \notin wide
        /\ \E k \in Closest \cap held : IsUp(k) /\ (Bug = "AnswerAlike" => k \notin wide)
  /\ UNCHANGED <<wide, held, row, stored, gone, switches, losses>>

Acknowledged ==
  /\ read /\ row /\ row' = FALSE
  /\ UNCHANGED <<wide, held, stored, gone, read, switches, losses>>

\* Once another node holds the item, the sender may go for good.
SenderGoes ==
  /\ stored /\ ~gone /\ gone' = TRUE
  /\ UNCHANGED <<wide, held, row, stored, read, switches, losses>>

Lose(n) ==
  /\ losses < MaxLoss /\ losses' = losses + 1 /\ held' = held \ {n}
  /\ UNCHANGED <<wide, row, stored, gone, read, switches>>

-----------------------------------------------------------------------------
Next ==
  \/ DepositWide \/ \E k \in Nodes : DepositNear(k)
  \/ \E n, k \in Nodes : Give(n, k) \/ Compare(n, k) \/ Review(n, k)
  \/ \E n \in Nodes : Switch(n) \/ Lose(n)
  \/ Read \/ Acknowledged \/ SenderGoes

\* Who is linked meets again and again, and modes change a bounded number of times.
Fair ==
  /\ WF_vars(DepositWide) /\ WF_vars(Read) /\ WF_vars(Acknowledged)
  /\ \A k \in Nodes : WF_vars(DepositNear(k))
  /\ \A n, k \in Nodes : WF_vars(Give(n, k)) /\ WF_vars(Compare(n, k)) /\ WF_vars(Review(n, k))

Spec == Init /\ [][Next]_vars /\ Fair

-----------------------------------------------------------------------------
\* An item that nobody has read has its sender's row, for ever if need be.
RowUntilRead == read \/ row
\* Once another node said that it holds the item, one does, whatever modes change, unless stores are lost.
StaysHeld    == stored /\ losses = 0 => held \ {Sender} # {}
\* Liveness: it is read, unless it was lost where it lay and its sender is gone.
Found        == <>(read \/ (gone /\ losses > 0))
=============================================================================
