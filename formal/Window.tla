------------------------------- MODULE Window -------------------------------
(* The numbers of A's chains: whatever of them is lost, expires or falls out   *)
(* of a bound, A's messages get through ("No number is left behind" in         *)
(* docs/protocol/delivery.md).                                                 *)
(*                                                                             *)
(* A seals messages, reports (boxes that only acknowledge, of something that   *)
(* is not modelled here) and SKIPs. It sends a box again until that is         *)
(* acknowledged; a report it sends once. B keeps keys of numbers that were     *)
(* passed over, as many as its bound allows, and answers what arrives, in a    *)
(* frame that may be lost. Once A has heard of its chain, it seals into the    *)
(* next. 4,096 numbers are Length here, 1,024 boxes Window, 1,024 bits Bits,   *)
(* 2,048 keys Keys.                                                            *)
EXTENDS Naturals, FiniteSets, TLC
CONSTANTS
  Msgs,
  Length,       \* numbers in a chain
  Window,       \* messages on their way
  Bits,         \* numbers after the first gap that an acknowledgement can name
  Keys,         \* keys that B keeps for numbers that were passed over
  Chains,       \* how many chains are looked at
  MaxReports,   \* how many reports A seals
  MaxLate,      \* how many boxes that A gave up arrive all the same
  Bug           \* the guard that is taken out, or "none"

Bugs == { "none",
          "AckUnread",        \* B takes what has no key any more for something that came before
          "SkipTheLiving",    \* A skips up to its last hole, whatever still has a box below
          "NeverSkip",        \* A does not tell of holes
          "NeverKnock",       \* A waits for B when reports have used a chain up
          "UseLastNumber",    \* the last numbers of a chain are for any box
          "WaitForTheNextBox" } \* A seals a box anew only when another one has begun the next chain
ASSUME Bug \in Bugs

AllChains == 0 .. Chains - 1
Numbers   == 0 .. Length - 1
Places    == AllChains \X Numbers     \* <<chain, number>>
None      == <<>>

VARIABLES
  todo,       \* A: messages without a box
  box,        \* A: what is in the box at a place, None where none is kept: <<"message", m>>, <<"report">>,
              \*    <<"skip", chain, below>>
  used,       \* A: how many numbers of a chain are used
  cur,        \* A: the chain it seals into
  heard,      \* A: B has answered it, so the next box begins another
  covered,    \* A: all numbers below are acknowledged or skipped
  hole,       \* A: one more than the highest number whose box is gone unacknowledged, 0 for none
  missing,    \* A: places of which B has said that they are missing
  ended,      \* A: how a message ended: "none", "acknowledged", "expired"
  late,       \* boxes that A gave up and that are still under way, with their places
  passed,     \* B: one more than the highest number known of a chain
  keys,       \* B: places passed over that it has a key for
  log,        \* B: places committed or skipped
  read,       \* B: messages committed
  owes,       \* B: something came that it has not answered
  reports, lates

ofA  == <<todo, box, used, cur, heard, covered, hole, missing, ended>>
ofB  == <<passed, keys, log, read>>
vars == <<ofA, late, ofB, owes, reports, lates>>

Kept       == { p \in Places : box[p] # None }
IsMsg(p)   == box[p] # None /\ box[p][1] = "message"
IsOften(p) == box[p] # None /\ box[p][1] # "report"     \* sent again and again
InFlight   == Cardinality({ p \in Places : IsMsg(p) })
Max(a, b)  == IF a > b THEN a ELSE b
Least(S)   == CHOOSE n \in S : \A k \in S : n <= k

Init ==
  /\ todo = Msgs /\ box = [p \in Places |-> None] /\ used = [c \in AllChains |-> 0]
  /\ cur = 0 /\ heard = FALSE
  /\ covered = [c \in AllChains |-> 0] /\ hole = [c \in AllChains |-> 0]
  /\ missing = {} /\ ended = [m \in Msgs |-> "none"] /\ late = {}
  /\ passed = [c \in AllChains |-> 0] /\ keys = {}
  /\ log = {} /\ read = {} /\ owes = FALSE /\ reports = 0 /\ lates = 0

-----------------------------------------------------------------------------
(* A seals. *)

Next_ == IF heard /\ cur < Chains - 1 THEN cur + 1 ELSE cur
Left  == Length - used[Next_]

\* The load goes into the next number; boxes in `gone` go.
Seal(load, gone) ==
  LET place == <<Next_, used[Next_]>>
  IN
  /\ Left > 0
  /\ box' = [p \in Places |-> IF p = place THEN load ELSE IF p \in gone THEN None ELSE box[p]]
  /\ used' = [used EXCEPT ![Next_] = @ + 1]
  /\ cur' = Next_ /\ heard' = (heard /\ Next_ = cur)

MaySealMsg == InFlight < Window /\ (Left > 2 \/ (Bug = "UseLastNumber" /\ Left > 0))

SealMsg(m) ==
  /\ m \in todo /\ MaySealMsg
  /\ Seal(<<"message", m>>, {}) /\ todo' = todo \ {m}
  /\ UNCHANGED <<covered, hole, missing, ended, late, ofB, owes, reports, lates>>

\* Of reports only the newest is kept here; of 4,096 numbers, the newest 64.
SealReport ==
  /\ reports < MaxReports /\ reports' = reports + 1
  /\ Left > 1 \/ Bug = "UseLastNumber"
  /\ Seal(<<"report">>, { p \in Kept : ~IsOften(p) })
  /\ UNCHANGED <<todo, covered, hole, missing, ended, late, ofB, owes, lates>>

\* The lowest number that still has a box other than a report, or the end of the chain.
Floor(c) ==
  LET living == { n \in Numbers : IsOften(<<c, n>>) }
  IN IF living = {} THEN used[c] ELSE Least(living)

Skipping(c) == \E p \in Kept : box[p][1] = "skip" /\ box[p][2] = c

MaySkip(c) ==
  /\ hole[c] > 0 /\ ~Skipping(c) /\ Left > 0 /\ Bug # "NeverSkip"
  /\ Floor(c) >= hole[c] \/ Bug = "SkipTheLiving"

SealSkip(c) ==
  LET below == IF Bug = "SkipTheLiving" THEN hole[c] ELSE Floor(c)
  IN
  /\ MaySkip(c)
  /\ Seal(<<"skip", c, below>>, { p \in Kept : ~IsOften(p) /\ p[1] = c /\ p[2] < below })
  /\ UNCHANGED <<todo, covered, hole, missing, ended, late, ofB, owes, reports, lates>>

\* A message waits, only the last numbers are left, and nothing in them is sent again: reports have used the chain up.
\* A box that skips nothing makes B answer.
MayKnock ==
  /\ todo # {} /\ Left \in {1, 2} /\ Bug # "NeverKnock"
  /\ \A n \in Numbers : ~IsOften(<<Next_, n>>)

Knock ==
  /\ MayKnock /\ Seal(<<"skip", Next_, 0>>, {})
  /\ UNCHANGED <<todo, covered, hole, missing, ended, late, ofB, owes, reports, lates>>

-----------------------------------------------------------------------------
(* A gives up, or seals anew. *)

Expire(m) ==
  /\ ended[m] = "none" /\ ended' = [ended EXCEPT ![m] = "expired"]
  /\ \/ m \in todo /\ todo' = todo \ {m} /\ UNCHANGED <<box, hole, missing, late>>
     \/ \E p \in Places :
          /\ IsMsg(p) /\ box[p][2] = m
          /\ box' = [box EXCEPT ![p] = None]
          /\ hole' = [hole EXCEPT ![p[1]] = IF p[2] >= covered[p[1]] THEN Max(@, p[2] + 1) ELSE @]
          /\ missing' = missing \ {p}
          /\ late' = IF lates < MaxLate THEN late \cup {<<p, box[p]>>} ELSE late
          /\ UNCHANGED todo
  /\ UNCHANGED <<used, cur, heard, covered, ofB, owes, reports, lates>>

\* What waited long and would not go into the same chain again, and what B has often said is missing. The number it had
\* is a hole only if B says so.
MaySealAnew(p) ==
  /\ IsOften(p)
  /\ \/ p[1] < cur
     \/ heard /\ Bug # "WaitForTheNextBox"
     \/ p \in missing

SealAnew(p) ==
  /\ MaySealAnew(p)
  /\ todo' = IF IsMsg(p) THEN todo \cup {box[p][2]} ELSE todo
  /\ box' = [box EXCEPT ![p] = None] /\ missing' = missing \ {p}
  /\ UNCHANGED <<used, cur, heard, covered, hole, ended, late, ofB, owes, reports, lates>>

-----------------------------------------------------------------------------
(* B receives. *)

CanRead(p) == p[2] >= passed[p[1]] \/ p \in keys

Before(p, q) == p[1] < q[1] \/ (p[1] = q[1] /\ p[2] < q[2])
Oldest(S, k) == { p \in S : Cardinality({ q \in S : Before(q, p) }) < k }

\* What becomes of the keys when a box is opened: numbers of its chain are passed over, and the rest of the chain before
\* if this is the first of it, for the header says how long that was. The oldest keys fall out.
Opening(p) ==
  LET c      == p[1]
      new    == { q \in Places : q[1] = c /\ q[2] >= passed[c] /\ q[2] < p[2] }
      rest   == IF passed[c] = 0 /\ c > 0
                THEN { q \in Places : q[1] = c - 1 /\ q[2] >= passed[c - 1] /\ q[2] < used[c - 1] } ELSE {}
      all    == (keys \cup new \cup rest) \ {p}
      fallen == IF Cardinality(all) > Keys THEN Oldest(all, Cardinality(all) - Keys) ELSE {}
  IN [ keys   |-> all \ fallen,
       passed |-> [k \in AllChains |-> IF k = c THEN Max(passed[c], p[2] + 1)
                                       ELSE IF rest # {} /\ k = c - 1 THEN used[k] ELSE passed[k]] ]

\* Opens the box at a place, and commits it. A SKIP is opened like any box before it is heeded.
Take(p, load) ==
  LET o    == Opening(p)
      over == IF load[1] = "skip" THEN { q \in Places : q[1] = load[2] /\ q[2] < load[3] } ELSE {}
  IN
  /\ keys' = o.keys \ over /\ passed' = o.passed
  /\ log' = log \cup {p} \cup over
  /\ read' = IF load[1] = "message" THEN read \cup {load[2]} ELSE read
  /\ owes' = (owes \/ load[1] # "report")

Receive(p) ==
  /\ box[p] # None /\ CanRead(p)
  /\ Take(p, box[p])
  /\ UNCHANGED <<ofA, late, reports, lates>>

\* It has come before, or its key is gone: B says again what it has.
ReceiveAgain(p) ==
  /\ IsOften(p) /\ ~CanRead(p) /\ ~owes /\ owes' = TRUE
  /\ log' = IF Bug = "AckUnread" THEN log \cup {p} ELSE log
  /\ UNCHANGED <<ofA, late, passed, keys, read, reports, lates>>

ReceiveLate(p) ==
  /\ \E load \in { l[2] : l \in { x \in late : x[1] = p } } : CanRead(p) /\ Take(p, load)
  /\ late' = { l \in late : l[1] # p } /\ lates' = lates + 1
  /\ UNCHANGED <<ofA, reports>>

-----------------------------------------------------------------------------
(* B answers. *)

FirstGap(c) == Least({ n \in 0 .. Length : <<c, n>> \notin log })
Named(c)    == { n \in FirstGap(c) + 1 .. FirstGap(c) + Bits : <<c, n>> \in log }
Acked(c)    == (0 .. FirstGap(c) - 1) \cup Named(c)
\* Up to here an answer shows what is missing, if it shows anything beyond the first gap.
Shown(c)    == IF Named(c) = {} THEN 0 ELSE Max(FirstGap(c), CHOOSE n \in Named(c) : \A k \in Named(c) : k <= n)

\* What A makes of an answer about all of its chains.
AfterAnswer ==
  LET gone   == { p \in Kept : p[2] \in Acked(p[1]) }
      skips  == { box[p] : p \in { q \in gone : box[q][1] = "skip" } }
      cover  == [c \in AllChains |->
                  LET all == {covered[c]} \cup {IF FirstGap(c) < used[c] THEN FirstGap(c) ELSE used[c]}
                             \cup { s[3] : s \in { t \in skips : t[2] = c } }
                  IN CHOOSE n \in all : \A k \in all : k <= n]
      left   == [p \in Places |-> IF p \in gone THEN None ELSE box[p]]
      absent(c) == Named(c) # {} /\ FirstGap(c) = cover[c] /\ FirstGap(c) < used[c]
                   /\ left[<<c, FirstGap(c)>>] = None
      holes  == [c \in AllChains |->
                  LET h == IF cover[c] >= hole[c] THEN 0 ELSE hole[c]
                  IN IF absent(c) THEN Max(h, FirstGap(c) + 1) ELSE h]
      unseen == { p \in Places : left[p] # None /\ left[p][1] # "report" /\ p[2] >= FirstGap(p[1]) /\ p[2] < Shown(p[1]) }
  IN [ box |-> left, covered |-> cover, hole |-> holes,
       missing |-> (missing \ gone) \cup unseen,
       ended |-> [m \in Msgs |-> IF \E p \in gone : box[p] = <<"message", m>> THEN "acknowledged" ELSE ended[m]],
       heard |-> heard \/ passed[cur] > 0 ]

Answer ==
  /\ owes /\ owes' = FALSE
  /\ LET a == AfterAnswer
     IN /\ box' = a.box /\ covered' = a.covered /\ hole' = a.hole /\ missing' = a.missing
        /\ ended' = a.ended /\ heard' = a.heard
  /\ UNCHANGED <<todo, used, cur, late, ofB, reports, lates>>

LoseAnswer ==
  /\ owes /\ owes' = FALSE
  /\ UNCHANGED <<ofA, late, ofB, reports, lates>>

-----------------------------------------------------------------------------
Next ==
  \/ \E m \in Msgs : SealMsg(m) \/ Expire(m)
  \/ SealReport
  \/ \E c \in AllChains : SealSkip(c)
  \/ Knock
  \/ \E p \in Places : SealAnew(p) \/ Receive(p) \/ ReceiveAgain(p) \/ ReceiveLate(p)
  \/ Answer \/ LoseAnswer

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
Bounded == InFlight <= Window /\ Cardinality(keys) <= Keys
\* I2: what A takes for delivered was committed.
AckSound == \A m \in Msgs : ended[m] = "acknowledged" => m \in read
\* B takes no number for committed, be it skipped or believed to have come before, whose message A still sends and B
\* has not read.
LogIsTrue == \A p \in Places : IsMsg(p) /\ p \in log => box[p][2] \in read

\* Something can still come of it: a box to seal, one that B can open, an answer that tells A something, a box to seal
\* anew. Each of these changes for good something that is bounded; so a network that lets through, now and then, what
\* is sent again and again, brings every message to its end.
Moves ==
  \/ todo # {} /\ MaySealMsg
  \/ \E c \in AllChains : MaySkip(c)
  \/ MayKnock
  \/ \E p \in Places : IsOften(p) /\ CanRead(p)
  \/ /\ owes \/ \E p \in Places : IsOften(p)
     /\ AfterAnswer # [ box |-> box, covered |-> covered, hole |-> hole, missing |-> missing,
                        ended |-> ended, heard |-> heard ]
  \/ \E p \in Places : MaySealAnew(p)

\* There are no more chains to go on in; what comes then is not looked at.
Within == ~(cur = Chains - 1 /\ heard)

NoStall   == Within => Moves \/ \A m \in Msgs : ended[m] # "none"
\* When nothing moves any more, no number is left that A knows to be a hole and B does not.
NoGapLeft == Within => Moves \/ \A c \in AllChains : hole[c] = 0

\* Messages are alike.
Alike == Permutations(Msgs)
=============================================================================
