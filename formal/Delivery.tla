------------------------------ MODULE Delivery ------------------------------
(* A message and its end: its sender keeps it until the recipient has          *)
(* committed it and said so, its time is over, or the sender thinks better of  *)
(* it (docs/protocol/delivery.md).                                             *)
(*                                                                             *)
(* A sends, B receives; carriers hold boxes and acknowledgements for both and  *)
(* may lose all of them. Every move from one to another is one contact: there  *)
(* is no order and no time between them. A and B have clocks of their own.     *)
(*                                                                             *)
(* A box is <<message, chain>>. While the conversation goes on, A's chains end *)
(* and B may forget their keys; a box of an ended chain is then sealed anew    *)
(* under the same id.                                                          *)
EXTENDS Naturals, TLC
CONSTANTS
  Msgs, Carriers,
  Expiring,            \* the messages that have an expiry
  Chains,              \* how many chains A goes through
  MaxLoss, MaxCrash,   \* how often a carrier loses all it holds; how often A or B stops at once
  Bug                  \* the guard that is taken out, or "none"

Bugs == { "none",
          "AckBeforeCommit",    \* B acknowledges what it has opened, not yet committed
          "ForgetWhenStored",   \* A forgets a message when a carrier has its box
          "ShowAgain",          \* B knows boxes that came before, not the ids in them
          "ShowLate",           \* B shows what came after its end
          "SendLate",           \* A sends what is over
          "EndUntold",          \* A lets go of what is over and tells nobody
          "AckOnce",            \* B does not acknowledge again what comes again
          "NeverSealAnew" }     \* A leaves boxes in chains that have ended
ASSUME Bug \in Bugs /\ Expiring \subseteq Msgs

Boxes == Msgs \X (0 .. Chains - 1)

VARIABLES
  api,        \* A: calls of send() that have not returned
  accepted,   \* A: send() returned
  outbox,     \* A: rows of messages without an end
  end,        \* A: how a message ended, as its row in the history says
  chain,      \* A: the chain of the message's box
  newest,     \* A: its newest chain
  box, ack,   \* carriers: boxes; acknowledgements, each by the box it names
  opened,     \* B: boxes opened, not committed
  log,        \* B: boxes committed
  known,      \* B: ids committed, shown or not
  owes,       \* B: boxes it wants to acknowledge
  kept,       \* B: the oldest chain it has keys of
  shown,      \* B: how often a message was shown
  overA, overB,         \* messages whose time is over, by the clock of A, of B
  sentLate, shownLate,  \* something was sent, or shown, after its end
  losses, crashes

ofA   == <<api, accepted, outbox, end, chain, newest, overA, sentLate>>
ofB   == <<opened, log, known, owes, kept, shown, overB, shownLate>>
vars  == <<ofA, ofB, box, ack, losses, crashes>>

TypeOK ==
  /\ api \subseteq Msgs /\ accepted \subseteq Msgs /\ outbox \subseteq Msgs /\ known \subseteq Msgs
  /\ end \in [Msgs -> {"none", "acknowledged", "expired", "cancelled"}]
  /\ chain \in [Msgs -> 0 .. Chains - 1] /\ newest < Chains /\ kept <= newest
  /\ box \in [Carriers -> SUBSET Boxes] /\ ack \in [Carriers -> SUBSET Boxes]
  /\ opened \subseteq Boxes /\ log \subseteq Boxes /\ owes \subseteq Boxes

Init ==
  /\ api = {} /\ accepted = {} /\ outbox = {} /\ end = [m \in Msgs |-> "none"]
  /\ chain = [m \in Msgs |-> 0] /\ newest = 0
  /\ box = [c \in Carriers |-> {}] /\ ack = [c \in Carriers |-> {}]
  /\ opened = {} /\ log = {} /\ known = {} /\ owes = {} /\ kept = 0 /\ shown = [m \in Msgs |-> 0]
  /\ overA = {} /\ overB = {} /\ sentLate = FALSE /\ shownLate = FALSE
  /\ losses = 0 /\ crashes = 0

-----------------------------------------------------------------------------
(* The sender. *)

Call(m) ==
  /\ m \notin accepted \cup api
  /\ api' = api \cup {m}
  /\ UNCHANGED <<accepted, outbox, end, chain, newest, overA, sentLate, ofB, box, ack, losses, crashes>>

\* One commit: the row, the step of the ratchet, the box. Only then send() returns.
Commit(m) ==
  /\ m \in api /\ api' = api \ {m}
  /\ accepted' = accepted \cup {m} /\ outbox' = outbox \cup {m}
  /\ chain' = [chain EXCEPT ![m] = newest]
  /\ UNCHANGED <<end, newest, overA, sentLate, ofB, box, ack, losses, crashes>>

\* Again and again, as long as there is a row: to carriers, or to B's own node, which is one.
Deposit(m, c) ==
  /\ m \in outbox /\ <<m, chain[m]>> \notin box[c]
  /\ Bug = "SendLate" \/ m \notin overA
  /\ sentLate' = (sentLate \/ m \in overA)
  /\ box' = [box EXCEPT ![c] = @ \cup {<<m, chain[m]>>}]
  /\ outbox' = IF Bug = "ForgetWhenStored" THEN outbox \ {m} ELSE outbox
  /\ UNCHANGED <<api, accepted, end, chain, newest, overA, ofB, ack, losses, crashes>>

\* The two have said more, and A's chain has ended.
NextChain ==
  /\ newest < Chains - 1 /\ newest' = newest + 1
  /\ UNCHANGED <<api, accepted, outbox, end, chain, overA, sentLate, ofB, box, ack, losses, crashes>>

\* An acknowledgement of the old box counts no more. Carriers may keep that box.
SealAnew(m) ==
  /\ m \in outbox /\ chain[m] < newest /\ Bug # "NeverSealAnew"
  /\ chain' = [chain EXCEPT ![m] = newest]
  /\ UNCHANGED <<api, accepted, outbox, end, newest, overA, sentLate, ofB, box, ack, losses, crashes>>

EndAs(m, how) ==
  /\ m \in outbox /\ outbox' = outbox \ {m}
  /\ end' = [end EXCEPT ![m] = how]

TakeAck(m, c) ==
  /\ <<m, chain[m]>> \in ack[c]
  /\ EndAs(m, "acknowledged")
  /\ UNCHANGED <<api, accepted, chain, newest, overA, sentLate, ofB, box, ack, losses, crashes>>

Expire(m) ==
  /\ m \in overA
  /\ EndAs(m, IF Bug = "EndUntold" THEN "none" ELSE "expired")
  /\ UNCHANGED <<api, accepted, chain, newest, overA, sentLate, ofB, box, ack, losses, crashes>>

\* It may arrive all the same, if it was sent.
Cancel(m) ==
  /\ EndAs(m, "cancelled")
  /\ UNCHANGED <<api, accepted, chain, newest, overA, sentLate, ofB, box, ack, losses, crashes>>

-----------------------------------------------------------------------------
(* Carriers. *)

HandOn(b, c, d) ==
  /\ b \in box[c] /\ b \notin box[d]
  /\ box' = [box EXCEPT ![d] = @ \cup {b}]
  /\ UNCHANGED <<ofA, ofB, ack, losses, crashes>>

HandOnAck(b, c, d) ==
  /\ b \in ack[c] /\ b \notin ack[d]
  /\ ack' = [ack EXCEPT ![d] = @ \cup {b}]
  /\ UNCHANGED <<ofA, ofB, box, losses, crashes>>

-----------------------------------------------------------------------------
(* The recipient. *)

\* A box of a chain whose keys are gone neither opens nor is known as one that came before.
Open(b, c) ==
  /\ b \in box[c] /\ b[2] >= kept /\ b \notin log \cup opened
  /\ opened' = opened \cup {b}
  /\ ack' = IF Bug = "AckBeforeCommit" THEN [ack EXCEPT ![c] = @ \cup {b}] ELSE ack
  /\ UNCHANGED <<ofA, log, known, owes, kept, shown, overB, shownLate, box, losses, crashes>>

\* Its acknowledgement may have been lost.
OpenAgain(b, c) ==
  /\ b \in box[c] /\ b[2] >= kept /\ b \in log \ owes /\ Bug # "AckOnce"
  /\ owes' = owes \cup {b}
  /\ UNCHANGED <<ofA, opened, log, known, kept, shown, overB, shownLate, box, ack, losses, crashes>>

\* One commit: the message, or only its id if it was shown before or is over; the step of the ratchet.
\* What is over is acknowledged like the rest: or its number would stay a gap.
CommitBox(b) ==
  LET m == b[1]
      shows == /\ Bug = "ShowAgain" \/ m \notin known
               /\ Bug = "ShowLate" \/ m \notin overB
  IN
  /\ b \in opened /\ opened' = opened \ {b}
  /\ log' = log \cup {b} /\ known' = known \cup {m} /\ owes' = owes \cup {b}
  /\ shown' = IF shows /\ shown[m] < 2 THEN [shown EXCEPT ![m] = @ + 1] ELSE shown
  /\ shownLate' = (shownLate \/ (shows /\ m \in overB))
  /\ UNCHANGED <<ofA, kept, overB, box, ack, losses, crashes>>

Acknowledge(b, c) ==
  /\ b \in owes /\ owes' = owes \ {b}
  /\ ack' = [ack EXCEPT ![c] = @ \cup {b}]
  /\ UNCHANGED <<ofA, opened, log, known, kept, shown, overB, shownLate, box, losses, crashes>>

\* Readers keep the keys of a bounded number of chains.
ForgetChain ==
  /\ kept < newest /\ kept' = kept + 1
  /\ opened' = { b \in opened : b[2] > kept }
  /\ UNCHANGED <<ofA, log, known, owes, shown, overB, shownLate, box, ack, losses, crashes>>

-----------------------------------------------------------------------------
(* Time and misfortune. *)

PassA(m) ==
  /\ m \in (Expiring \cap accepted) \ overA /\ overA' = overA \cup {m}
  /\ UNCHANGED <<api, accepted, outbox, end, chain, newest, sentLate, ofB, box, ack, losses, crashes>>

PassB(m) ==
  /\ m \in (Expiring \cap accepted) \ overB /\ overB' = overB \cup {m}
  /\ UNCHANGED <<ofA, opened, log, known, owes, kept, shown, shownLate, box, ack, losses, crashes>>

Lose(c) ==
  /\ losses < MaxLoss /\ losses' = losses + 1
  /\ box' = [box EXCEPT ![c] = {}] /\ ack' = [ack EXCEPT ![c] = {}]
  /\ UNCHANGED <<ofA, ofB, crashes>>

CrashA ==
  /\ crashes < MaxCrash /\ crashes' = crashes + 1
  /\ api' = {}
  /\ UNCHANGED <<accepted, outbox, end, chain, newest, overA, sentLate, ofB, box, ack, losses>>

CrashB ==
  /\ crashes < MaxCrash /\ crashes' = crashes + 1
  /\ opened' = {}
  /\ UNCHANGED <<ofA, log, known, owes, kept, shown, overB, shownLate, box, ack, losses>>

-----------------------------------------------------------------------------
Next ==
  \/ \E m \in Msgs : \/ Call(m) \/ Commit(m) \/ SealAnew(m) \/ Expire(m) \/ Cancel(m)
                     \/ PassA(m) \/ PassB(m)
  \/ \E m \in Msgs, c \in Carriers : Deposit(m, c) \/ TakeAck(m, c)
  \/ \E b \in Boxes : CommitBox(b)
  \/ \E b \in Boxes, c \in Carriers : Open(b, c) \/ OpenAgain(b, c) \/ Acknowledge(b, c)
  \/ \E b \in Boxes, c, d \in Carriers : HandOn(b, c, d) \/ HandOnAck(b, c, d)
  \/ \E c \in Carriers : Lose(c)
  \/ NextChain \/ ForgetChain \/ CrashA \/ CrashB

\* "A path exists again and again": who could meet for ever, meets. Nothing forces a message to expire, the
\* conversation to go on, or a carrier to hand on to another.
Fair ==
  /\ \A m \in Msgs : WF_vars(Commit(m)) /\ WF_vars(SealAnew(m)) /\ WF_vars(Expire(m))
  /\ \A m \in Msgs, c \in Carriers : SF_vars(Deposit(m, c)) /\ SF_vars(TakeAck(m, c))
  /\ \A b \in Boxes : WF_vars(CommitBox(b))
  /\ \A b \in Boxes, c \in Carriers : SF_vars(Open(b, c)) /\ SF_vars(OpenAgain(b, c)) /\ SF_vars(Acknowledge(b, c))

Spec == Init /\ [][Next]_vars /\ Fair

-----------------------------------------------------------------------------
\* I1: a row until acknowledged, expired or cancelled; and whoever asks is told which.
KeptUntilEnd == \A m \in accepted : (m \in outbox) # (end[m] # "none")
\* What was accepted is at one of the two, or was given up knowingly.
NoLoss       == \A m \in accepted : m \in outbox \cup known \/ end[m] \in {"expired", "cancelled"}
\* I2
AckSound     == \A m \in Msgs : end[m] = "acknowledged" => m \in known
\* I3
AtMostOnce   == \A m \in Msgs : shown[m] <= 1
\* I4
AckAfterCommit == \A c \in Carriers : ack[c] \subseteq log
\* I12
NeverShownLate == ~shownLate
\* Expired is never sent again, and only what is over expires.
NeverSentLate  == ~sentLate
ExpiredIsOver  == \A m \in Msgs : end[m] = "expired" => m \in overA
\* All that "delivered" may mean when two clocks differ: it was shown, or had run out when it came.
DeliveredIsShown == \A m \in Msgs : end[m] = "acknowledged" => shown[m] = 1 \/ m \in overB
\* Liveness
Resolved == \A m \in Msgs : (m \in accepted) ~> (end[m] # "none")

\* Carriers are alike.
Alike == Permutations(Carriers)
=============================================================================
