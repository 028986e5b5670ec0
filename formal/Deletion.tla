------------------------------ MODULE Deletion ------------------------------
(* What becomes of an item that was deleted: it is held by no one for ever,    *)
(* and does not come back where it was deleted (docs/protocol/mailbox.md).     *)
(*                                                                             *)
(* One box; every node holds whatever it is given, hands it on, and obeys      *)
(* orders to delete, of which it keeps a tombstone. The sender makes a new     *)
(* envelope around the box when the old one is over; the reader orders the     *)
(* item to be deleted some time after it has read it. An envelope is named by  *)
(* its end: the day it was made, and its bucket.                               *)
EXTENDS Naturals
CONSTANTS
  Nodes, Sender, Reader,
  Life,          \* of an envelope
  Horizon,       \* the last moment looked at
  MaxEnvelopes,  \* how many the sender makes
  MaxForgotten,  \* how many tombstones are lost, to the bound on them
  MaxEvicted,    \* how many items are given up for room
  Bug            \* the guard that is taken out, or "none"

Bugs == { "none",
          "NoTombstone",       \* a node that deletes keeps nothing in memory of it
          "ShortTombstone",    \* or keeps it a moment less than the envelope would have lasted
          "CountFromArrival",  \* a node holds an item for the bucket's length from when it came, whatever its day
          "AnyoneDeletes",     \* nobody checks who signed an order
          "KeepSilent" }       \* a node refuses what it has a tombstone of, and does not say why
ASSUME Bug \in Bugs /\ Sender \in Nodes /\ Reader \in Nodes /\ Sender # Reader

VARIABLES
  now,
  held,       \* the end of the envelope that a node holds, 0 for none
  tomb,       \* when a node forgets its tombstone, 0 for none
  row,        \* the sender's row in the outbox
  gaveUp,     \* the message expired, was cancelled or is sealed anew: the sender orders its old item away
  read,       \* the reader has committed it
  order,      \* the reader's order waits; in memory alone
  envelopes, forgotten, evicted,
  lastEnd,    \* of the envelopes that were made
  dead        \* the end of the last envelope that was deleted at a node

people == <<row, gaveUp, read, order>>
bounds == <<envelopes, forgotten, evicted>>
vars   == <<now, held, tomb, people, bounds, lastEnd, dead>>

TypeOK ==
  /\ now \in 0 .. Horizon /\ lastEnd \in 0 .. Horizon
  /\ held \in [Nodes -> 0 .. Horizon + Life] /\ tomb \in [Nodes -> 0 .. Horizon + Life]

Init ==
  /\ now = 0 /\ held = [n \in Nodes |-> 0] /\ tomb = [n \in Nodes |-> 0]
  /\ row = TRUE /\ gaveUp = FALSE /\ read = FALSE /\ order = FALSE
  /\ envelopes = 0 /\ forgotten = 0 /\ evicted = 0 /\ lastEnd = 0 /\ dead = [n \in Nodes |-> 0]

\* Node n forgets the item and keeps the order, until the envelope it held would be over.
DeleteAt(n) ==
  /\ held[n] # 0
  /\ held' = [held EXCEPT ![n] = 0]
  /\ tomb' = [tomb EXCEPT ![n] = IF Bug = "NoTombstone" THEN 0
                                 ELSE IF Bug = "ShortTombstone" THEN held[n] - 1 ELSE held[n]]
  /\ dead' = [dead EXCEPT ![n] = held[n]]

-----------------------------------------------------------------------------
(* The two ends. *)

\* A deposit of the same bytes. While an envelope is held here, no other is made.
Deposit ==
  /\ row /\ held[Sender] = 0 /\ tomb[Sender] = 0
  /\ envelopes < MaxEnvelopes /\ now + Life < Horizon
  /\ envelopes' = envelopes + 1
  /\ held' = [held EXCEPT ![Sender] = now + Life]
  /\ lastEnd' = now + Life
  /\ UNCHANGED <<now, tomb, people, forgotten, evicted, dead>>

\* Committed, and acknowledged from then on. What comes again is not read twice, nor ordered away twice.
Read ==
  /\ held[Reader] # 0 /\ ~read
  /\ read' = TRUE /\ order' = TRUE
  /\ UNCHANGED <<now, held, tomb, row, gaveUp, bounds, lastEnd, dead>>

Acknowledged ==
  /\ row /\ read /\ row' = FALSE
  /\ UNCHANGED <<now, held, tomb, gaveUp, read, order, bounds, lastEnd, dead>>

\* Some time later, if it is still held there: it may have been given up, or have ended.
OrderByReader ==
  /\ order /\ order' = FALSE
  /\ \/ DeleteAt(Reader)
     \/ held[Reader] = 0 /\ UNCHANGED <<held, tomb, dead>>
  /\ UNCHANGED <<now, row, gaveUp, read, bounds, lastEnd>>

OrderBySender ==
  /\ row /\ row' = FALSE /\ gaveUp' = TRUE
  /\ \/ DeleteAt(Sender)
     \/ held[Sender] = 0 /\ UNCHANGED <<held, tomb, dead>>
  /\ UNCHANGED <<now, read, order, bounds, lastEnd>>

CrashReader ==
  /\ order /\ order' = FALSE
  /\ UNCHANGED <<now, held, tomb, row, gaveUp, read, bounds, lastEnd, dead>>

-----------------------------------------------------------------------------
(* Nodes. *)

\* By the tree, by an offer, or by reconciliation. The same box in a later envelope is held longer. Who has a
\* tombstone answers with the order.
Give(n, k) ==
  /\ held[n] # 0
  /\ IF tomb[k] # 0
     THEN Bug # "KeepSilent" /\ DeleteAt(n)
     ELSE /\ held[k] < held[n]
          /\ held' = [held EXCEPT ![k] = IF Bug = "CountFromArrival" THEN now + Life ELSE held[n]]
          /\ UNCHANGED <<tomb, dead>>
  /\ UNCHANGED <<now, people, bounds, lastEnd>>

\* By the tree, or because reconciliation showed it. Where nothing is held, the order leaves nothing.
HandOnOrder(n, k) ==
  /\ tomb[n] # 0 /\ Bug # "KeepSilent"
  /\ DeleteAt(k)
  /\ UNCHANGED <<now, people, bounds, lastEnd>>

\* An order that neither end signed.
Forge(n) ==
  /\ Bug = "AnyoneDeletes" /\ DeleteAt(n)
  /\ UNCHANGED <<now, people, bounds, lastEnd>>

\* For room. Nothing remembers it, so it may come again.
Evict(n) ==
  /\ evicted < MaxEvicted /\ evicted' = evicted + 1
  /\ held[n] # 0 /\ held' = [held EXCEPT ![n] = 0]
  /\ UNCHANGED <<now, tomb, people, envelopes, forgotten, lastEnd, dead>>

ForgetTombstone(n) ==
  /\ forgotten < MaxForgotten /\ forgotten' = forgotten + 1
  /\ tomb[n] # 0 /\ tomb' = [tomb EXCEPT ![n] = 0]
  /\ UNCHANGED <<now, held, people, envelopes, evicted, lastEnd, dead>>

\* Items and tombstones end by the clock alone.
Tick ==
  /\ now < Horizon /\ now' = now + 1
  /\ held' = [n \in Nodes |-> IF held[n] <= now + 1 THEN 0 ELSE held[n]]
  /\ tomb' = [n \in Nodes |-> IF tomb[n] <= now + 1 THEN 0 ELSE tomb[n]]
  /\ UNCHANGED <<people, bounds, lastEnd, dead>>

-----------------------------------------------------------------------------
Next ==
  \/ Deposit \/ Read \/ Acknowledged \/ OrderByReader \/ OrderBySender \/ CrashReader
  \/ \E n, k \in Nodes : n # k /\ (Give(n, k) \/ HandOnOrder(n, k))
  \/ \E n \in Nodes : Forge(n) \/ Evict(n) \/ ForgetTombstone(n)
  \/ Tick

\* Nodes that are linked compare what they hold, again and again.
Fair == \A n, k \in Nodes : n # k => WF_vars(HandOnOrder(n, k))

Spec     == Init /\ [][Next]_vars /\ Fair
Standing == Init /\ [][Next /\ UNCHANGED now]_vars /\ Fair

-----------------------------------------------------------------------------
\* No zombie, however many tombstones are lost: nothing is held beyond the end of the last envelope made.
EndsInTime == \A n \in Nodes : held[n] <= lastEnd
\* No zombie where its tombstone is: what was deleted does not return. (A later envelope of the same box may.)
NoReturn == forgotten = 0 => \A n \in Nodes : held[n] # 0 => held[n] > dead[n]
\* No order but by one of the ends, which has read it or given it up: a message under way is not shut out.
EndsDelete == (\E n \in Nodes : tomb[n] # 0) => read \/ gaveUp
\* Liveness, while time stands (or it would end by itself): once deleted somewhere, it is held nowhere.
Settles == (\E n \in Nodes : tomb[n] # 0) ~> (forgotten > 0 \/ \A n \in Nodes : held[n] = 0)
=============================================================================
