package org.heliograph.core.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.heliograph.core.identity.ContactCard.Reading;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContactCardTest {
    private final Entropy entropy = new Case(3)::nextBytes;
    private final Identity identity = Identity.generate(Suite.X25519, entropy);
    private final String uri = identity.card(false).toUri();

    private static ContactCard read(String text) {
        return switch (ContactCard.parse(text)) {
            case Reading.Sound sound -> sound.card();
            case Reading.Unreadable unreadable -> throw new AssertionError(unreadable.why());
        };
    }

    private static String whyNot(String text) {
        return switch (ContactCard.parse(text)) {
            case Reading.Sound sound -> throw new AssertionError("read " + sound.card());
            case Reading.Unreadable unreadable -> unreadable.why();
        };
    }

    @ParameterizedTest
    @CsvSource({"X25519, 36, 52", "P256, 37, 53", "X448, 61, 77"})
    void cardsComeBackAsTheyWere(Suite family, int openBytes, int wholeBytes) {
        var owner = Identity.generate(family, entropy);
        var whole = owner.card(false);
        var open = owner.card(true);
        assertThat(whole.encode()).hasSize(wholeBytes);
        assertThat(open.encode()).hasSize(openBytes);
        assertThat(read(whole.toUri())).isEqualTo(whole);
        assertThat(read(open.toUri())).isEqualTo(open);
        assertThat(whole.secret()).isPresent();
        assertThat(open.secret()).isEmpty();
        assertThat(read(whole.toUri()).fingerprint()).isEqualTo(owner.fingerprint());
    }

    @Test
    void caseWhiteSpaceAndTheSchemeDoNotMatter() {
        var card = identity.card(false);
        assertThat(read(uri.toLowerCase(Locale.ROOT))).isEqualTo(card);
        assertThat(read(uri.toUpperCase(Locale.ROOT))).isEqualTo(card);
        assertThat(read(uri.substring(ContactCard.SCHEME.length()))).isEqualTo(card);
        assertThat(read("  " + uri.substring(0, 20) + "\r\n  " + uri.substring(20) + "\n"))
                .isEqualTo(card);
    }

    @Test
    void anySlipIsFound() {
        Cases.forAll(2_000, random -> {
            var text = new StringBuilder(uri);
            int at = random.nextInt(ContactCard.SCHEME.length(), text.length());
            char other = random.pick('A', 'B', 'Q', 'X', '2', '7');
            if (text.charAt(at) != other) {
                text.setCharAt(at, other);
                assertThat(whyNot(text.toString())).isNotBlank();
            }
        });
    }

    @Test
    void peopleAreToldWhatIsWrong() {
        assertThat(whyNot("")).contains("no contact card");
        assertThat(whyNot("helio:")).contains("no contact card");
        assertThat(whyNot("https://example.org")).contains("not a contact card").contains("\":\"");
        assertThat(whyNot(uri.substring(0, uri.length() - 5))).contains("cut short");
        assertThat(whyNot(uri.substring(0, 12))).contains("cut short");
        assertThat(whyNot(uri + "AAAAAAAA")).contains("too long");
        var slip = uri.substring(0, 30) + (uri.charAt(30) == 'A' ? 'B' : 'A') + uri.substring(31);
        assertThat(whyNot(slip)).contains("mistyped").contains("checksum");
        assertThat(whyNot(altered(0, 2))).contains("newer");
        assertThat(whyNot(altered(1, 9))).contains("kind of key");
        assertThat(whyNot(altered(1, Suite.X25519_MLKEM768.code()))).contains("kind of key");
    }

    /// The card with one byte changed and the checksum made to fit.
    private String altered(int at, int value) {
        var bytes = identity.card(false).encode();
        bytes[at] = (byte) value;
        int checksum = Base32.checksum(bytes, bytes.length - 2);
        bytes[bytes.length - 2] = (byte) (checksum >>> 8);
        bytes[bytes.length - 1] = (byte) checksum;
        return ContactCard.SCHEME + Base32.encode(bytes);
    }

    @Test
    void anyTextAtAllIsReadOrRefused() {
        Cases.forAll(5_000, random -> {
            var text = random.oneIn(2) ? random.text(120) : ContactCard.SCHEME + Base32.encode(random.bytesUpTo(90));
            assertThat(whyNot(text)).isNotBlank();
        });
    }

    @Test
    void theChecksumIsCcittFalse() {
        assertThat(Base32.checksum("123456789".getBytes(US_ASCII), 9)).isEqualTo(0x29B1);
    }

    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void base32IsThatOfRfc4648WithoutPadding(String plain, String encoded) {
        assertThat(Base32.encode(plain.getBytes(US_ASCII))).isEqualTo(encoded);
        assertThat(Base32.decode(encoded)).hasValue(plain.getBytes(US_ASCII));
        assertThat(Base32.decode(encoded.toLowerCase(Locale.ROOT))).hasValue(plain.getBytes(US_ASCII));
    }

    @Test
    void base32HasOneSpellingForAValue() {
        assertThat(Base32.decode("MZ")).isEmpty();
        assertThat(Base32.decode("M")).isEmpty();
        assertThat(Base32.decode("MZXW6A")).isEmpty();
        assertThat(Base32.decode("M1")).isEmpty();
    }
}
