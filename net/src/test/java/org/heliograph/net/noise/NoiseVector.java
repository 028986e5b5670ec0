package org.heliograph.net.noise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Suite;

/// One known answer: a whole handshake and a few messages after it. Fields are named as in the public files.
record NoiseVector(Map<String, String> fields, List<Message> messages) {
    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern JSON_FIELD =
            Pattern.compile("\"(\\w+)\"\\s*:\\s*(?:\"([^\"]*)\"|\\[\\s*((?:\"[0-9a-f]*\"[\\s,]*)*)\\])");

    record Message(byte[] payload, byte[] ciphertext) {}

    /// Reads the JSON of the public vector files, whose fields have one fixed form.
    static List<NoiseVector> fromJson(String json) {
        var vectors = new ArrayList<NoiseVector>();
        var payload = "";
        for (Matcher field = JSON_FIELD.matcher(json); field.find(); ) {
            var name = field.group(1);
            var value = field.group(2) != null ? field.group(2) : field.group(3).replaceAll("[\"\\s]", "");
            switch (name) {
                case "protocol_name" -> {
                    vectors.add(new NoiseVector(new LinkedHashMap<>(), new ArrayList<>()));
                    vectors.getLast().fields().put(name, value);
                }
                case "payload" -> payload = value;
                case "ciphertext" ->
                    vectors.getLast().messages().add(new Message(HEX.parseHex(payload), HEX.parseHex(value)));
                default -> vectors.getLast().fields().put(name, value);
            }
        }
        return vectors;
    }

    String protocolName() {
        return fields.getOrDefault("protocol_name", "");
    }

    NoiseProtocol protocol() {
        var parts = protocolName().split("_", -1);
        return new NoiseProtocol(
                NoisePatterns.named(parts[1]),
                parts[2].equals("25519") ? Suite.X25519 : Suite.X448,
                parts[3].equals("AESGCM") ? Aead.AES_256_GCM : Aead.CHACHA20_POLY1305,
                BouncyHash.named(parts[4]));
    }

    /// Plays both ends; says what differs, or nothing.
    String play() throws PeerFault {
        var protocol = protocol();
        if (!protocol.name().equals(protocolName())) {
            return "named " + protocol.name();
        }
        try (var initiator = end("init", protocol);
                var responder = end("resp", protocol)) {
            int handshake = protocol.pattern().messages().size();
            for (int i = 0; i < handshake; i++) {
                var message = messages.get(i);
                var sealed = (i % 2 == 0 ? initiator : responder).write(message.payload());
                var opened = (i % 2 == 0 ? responder : initiator).read(sealed);
                if (!Arrays.equals(sealed, message.ciphertext()) || !Arrays.equals(opened, message.payload())) {
                    return "message " + i;
                }
            }
            var expected = fields.get("handshake_hash");
            if (!Arrays.equals(initiator.hash(), responder.hash())
                    || (expected != null && !expected.equals(HEX.formatHex(initiator.hash())))) {
                return "handshake hash";
            }
            return transport(
                    initiator.split(), responder.split(), protocol.pattern().oneWay() ? 0 : handshake);
        }
    }

    private String transport(NoiseHandshake.Ciphers initiator, NoiseHandshake.Ciphers responder, int first)
            throws PeerFault {
        var none = new byte[0];
        boolean oneWay = first == 0;
        for (int i = oneWay ? 1 : first; i < messages.size(); i++) {
            boolean initiatorSends = oneWay || i % 2 == 0;
            var sealed = (initiatorSends ? initiator : responder)
                    .sending()
                    .seal(none, messages.get(i).payload());
            var opened = (initiatorSends ? responder : initiator).receiving().open(none, sealed);
            if (!Arrays.equals(sealed, messages.get(i).ciphertext())
                    || !Arrays.equals(opened, messages.get(i).payload())) {
                return "message " + i;
            }
        }
        return "";
    }

    private NoiseHandshake end(String role, NoiseProtocol protocol) {
        var own = fields.get(role + "_static");
        var peer = fields.get(role + "_remote_static");
        var shared = Arrays.stream(fields.getOrDefault(role + "_psks", "").split(",", -1))
                .filter(psk -> !psk.isEmpty())
                .map(psk -> Secret.taking(HEX.parseHex(psk)))
                .toList();
        var keys = new NoiseHandshake.Keys(
                own == null ? null : key(protocol, own),
                peer == null ? null : HEX.parseHex(peer),
                () -> key(protocol, fields.getOrDefault(role + "_ephemeral", "")),
                shared);
        return new NoiseHandshake(
                protocol, role.equals("init"), HEX.parseHex(fields.getOrDefault(role + "_prologue", "")), keys);
    }

    private static AgreementKey key(NoiseProtocol protocol, String privateKey) {
        return AgreementKey.restore(protocol.agreement(), HEX.parseHex(privateKey));
    }
}
