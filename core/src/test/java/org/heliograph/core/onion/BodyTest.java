package org.heliograph.core.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.heliograph.core.PeerFault;
import org.heliograph.core.onion.Sphinx.ReplyBlock;
import org.heliograph.core.onion.Sphinx.Token;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.SlotId;
import org.heliograph.core.wire.Status;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BodyTest {
    /// A sample of each body: its op, and its longest form.
    enum Sample {
        DEPOSIT(0x01, 3_586) {
            @Override
            Body draw(Case random) {
                return new Body.Deposit(item(random), block(random));
            }
        },
        FETCH(0x02, 2_131) {
            @Override
            Body draw(Case random) {
                return new Body.Fetch(slot(random), blocks(random), known(random));
            }
        },
        ARM(0x03, 943) {
            @Override
            Body draw(Case random) {
                return new Body.Arm(slot(random), block(random), known(random));
            }
        },
        DELETE(0x04, 105) {
            @Override
            Body draw(Case random) {
                return new Body.Delete(
                        new Deletion(slot(random), random.nextLong(), random.bytes(Item.SIGNATURE_BYTES)));
            }
        },
        INJECT(0x05, 3_720) {
            @Override
            Body draw(Case random) {
                return new Body.Inject(block(random), random.bytesUpTo(Body.INJECTED_BYTES));
            }
        },
        LOOP(0x06, 17) {
            @Override
            Body draw(Case random) {
                return new Body.Loop(new Token(random.nextLong(), random.nextLong()));
            }
        },
        BOX(0x07, 3_191) {
            @Override
            Body draw(Case random) {
                return new Body.Box(item(random));
            }
        },
        PUSH(0x81, 3_192) {
            @Override
            Body draw(Case random) {
                return new Body.Push(random.nextInt(256), item(random));
            }
        },
        NONE(0x82, 1) {
            @Override
            Body draw(Case random) {
                return new Body.None();
            }
        },
        RECEIPT(0x83, 12) {
            @Override
            Body draw(Case random) {
                var status = random.pick(Status.values());
                return new Body.Receipt(status, random.nextInt(256), random.nextInt(256), random.nextLong());
            }
        };

        final int op;
        final int longest;

        Sample(int op, int longest) {
            this.op = op;
            this.longest = longest;
        }

        abstract Body draw(Case random);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadBack(Sample sample) {
        Cases.forAll(200, random -> {
            var body = sample.draw(random);
            var encoded = body.encode();
            assertThat(encoded[0] & 0xff).isEqualTo(sample.op);
            assertThat(encoded).hasSizeLessThanOrEqualTo(sample.longest).hasSizeLessThanOrEqualTo(Sphinx.BODY_BYTES);
            var read = Body.decode(padded(encoded));
            assertThat(read).hasSameClassAs(body);
            assertThat(padded(read.encode())).isEqualTo(padded(encoded));
        });
    }

    @ParameterizedTest
    @EnumSource
    void theLongestFormHasTheSizeOfTheSpecification(Sample sample) {
        var random = new Case(1);
        int longest = 0;
        for (int i = 0; i < 2_000; i++) {
            longest = Math.max(longest, sample.draw(random).encode().length);
        }
        var body = switch (sample) {
            case FETCH ->
                new Body.Fetch(
                        slot(random),
                        Stream.generate(() -> block(random)).limit(4).toList(),
                        Stream.generate(random::nextLong).limit(64).toList());
            case ARM ->
                new Body.Arm(
                        slot(random),
                        block(random),
                        Stream.generate(random::nextLong).limit(64).toList());
            case INJECT -> new Body.Inject(block(random), new byte[3_323]);
            default -> sample.draw(random);
        };
        assertThat(Math.max(longest, body.encode().length)).isEqualTo(sample.longest);
    }

    @ParameterizedTest
    @EnumSource
    void noBytesDoWorseThanBeingRefused(Sample sample) {
        Cases.forAll(1_500, random -> {
            var bytes = random.oneIn(4)
                    ? random.bytes(Sphinx.BODY_BYTES)
                    : padded(sample.draw(random).encode());
            for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
                int within = random.nextBoolean() ? 40 : bytes.length;
                bytes[random.nextInt(within)] = (byte) random.nextInt();
            }
            if (random.oneIn(10)) {
                bytes = Arrays.copyOf(bytes, random.nextInt(2 * bytes.length));
            }
            try {
                var read = Body.decode(bytes);
                assertThat(padded(Body.decode(padded(read.encode())).encode())).isEqualTo(padded(read.encode()));
            } catch (PeerFault refused) {
                assertThat(refused.kind()).isEqualTo(PeerFault.Kind.MALFORMED);
            }
        });
    }

    @Test
    void aBodyOfAnotherLengthOrOfNoKindIsRefused() {
        for (int length : new int[] {0, 1, 3_719, 3_721}) {
            assertThatThrownBy(() -> Body.decode(new byte[length])).isInstanceOf(PeerFault.class);
        }
        for (int op = 0; op < 256; op++) {
            var body = new byte[Sphinx.BODY_BYTES];
            body[0] = (byte) op;
            boolean known = false;
            for (var sample : Sample.values()) {
                known |= sample.op == op;
            }
            if (!known) {
                assertThatThrownBy(() -> Body.decode(body)).isInstanceOf(PeerFault.class);
            }
        }
    }

    /// docs/protocol/mailbox.md: op, flags, bucket, v, MB[32], tag[8], signature[64], stamp[8], day[2], block, box.
    @Test
    void aDepositHasItsReplyBlockBeforeTheBox() {
        var random = new Case(2);
        var item = item(random);
        var block = block(random);
        var encoded = new Body.Deposit(item, block).encode();
        assertThat(Arrays.copyOf(encoded, 118)).isEqualTo(Arrays.copyOf(item.encode(), 118));
        assertThat(Arrays.copyOfRange(encoded, 118, 118 + 396)).isEqualTo(block.bytes());
        assertThat(Arrays.copyOfRange(encoded, 118 + 396, 3_586)).isEqualTo(item.box());
    }

    @Test
    void moreThanItsBoundsIsRefusedAndNotWritten() {
        var random = new Case(3);
        var slot = slot(random);
        var blocks = Stream.generate(() -> block(random)).limit(5).toList();
        var known = Stream.generate(random::nextLong).limit(65).toList();
        assertThatThrownBy(() -> new Body.Fetch(slot, blocks, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Body.Fetch(slot, List.of(), known)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Body.Arm(slot, blocks.getFirst(), known))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Body.Inject(blocks.getFirst(), new byte[3_324]))
                .isInstanceOf(IllegalArgumentException.class);
        var question = padded(new Body.Fetch(slot, List.of(), List.of()).encode());
        question[33] = 5;
        assertThatThrownBy(() -> Body.decode(question)).isInstanceOf(PeerFault.class);
        question[33] = 0;
        question[34] = 65;
        assertThatThrownBy(() -> Body.decode(question)).isInstanceOf(PeerFault.class);
        var order = padded(new Body.Arm(slot, blocks.getFirst(), List.of()).encode());
        for (int count : new int[] {0, 2, 4}) {
            order[33] = (byte) count;
            assertThatThrownBy(() -> Body.decode(order)).isInstanceOf(PeerFault.class);
        }
    }

    private static byte[] padded(byte[] body) {
        return Arrays.copyOf(body, Sphinx.BODY_BYTES);
    }

    private static Item item(Case random) {
        return new Item(
                random.nextInt(256),
                random.nextInt(256),
                random.nextInt(256),
                slot(random),
                random.nextLong(),
                random.bytes(Item.SIGNATURE_BYTES),
                random.nextLong(),
                random.nextInt(1 << 16),
                random.bytes(Item.BOX_BYTES));
    }

    private static SlotId slot(Case random) {
        return SlotId.of(random.bytes(SlotId.BYTES));
    }

    private static ReplyBlock block(Case random) {
        return new ReplyBlock(random.bytes(ReplyBlock.BYTES));
    }

    private static List<ReplyBlock> blocks(Case random) {
        return Stream.generate(() -> block(random))
                .limit(random.nextInt(Body.MAX_BLOCKS + 1))
                .toList();
    }

    private static List<Long> known(Case random) {
        return Stream.generate(random::nextLong)
                .limit(random.nextInt(Body.MAX_KNOWN + 1))
                .toList();
    }
}
