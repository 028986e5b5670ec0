package org.heliograph.tidy;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.instruction.MonitorInstruction;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What a class refers to, read from its bytes. Names are written with dots.
///
/// @param types every type it names in code, fields and signatures
/// @param members every field and method it uses, as `owner.name(descriptor)`, without the descriptor for fields
/// @param locks whether it synchronizes
record ClassFacts(String module, String name, Set<String> types, Set<String> members, boolean locks) {
    private static final Pattern TYPE_IN_DESCRIPTOR = Pattern.compile("L([^;<]+)[;<]");

    static ClassFacts of(String module, byte[] bytes) {
        var model = ClassFile.of().parse(bytes);
        var types = new TreeSet<String>();
        var members = new TreeSet<String>();
        for (var entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type -> addType(types, type.asInternalName());
                case NameAndTypeEntry pair -> addTypes(types, pair.type().stringValue());
                case MemberRefEntry member -> members.add(member(member));
                default -> {}
            }
        }
        model.fields().forEach(field -> addTypes(types, field.fieldType().stringValue()));
        model.methods().forEach(method -> addTypes(types, method.methodType().stringValue()));
        return new ClassFacts(module, dots(model.thisClass().asInternalName()), types, members, locks(model));
    }

    /// The package, with dots.
    String packageName() {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    private static String member(MemberRefEntry member) {
        var descriptor = member.type().stringValue();
        return dots(member.owner().asInternalName())
                + "."
                + member.name().stringValue()
                + (descriptor.startsWith("(") ? descriptor : "");
    }

    private static void addType(Set<String> types, String internalName) {
        if (internalName.startsWith("[")) {
            addTypes(types, internalName);
        } else {
            types.add(dots(internalName));
        }
    }

    private static void addTypes(Set<String> types, String descriptor) {
        var matcher = TYPE_IN_DESCRIPTOR.matcher(descriptor);
        while (matcher.find()) {
            types.add(dots(matcher.group(1)));
        }
    }

    private static boolean locks(ClassModel model) {
        for (var method : model.methods()) {
            if (method.flags().has(java.lang.reflect.AccessFlag.SYNCHRONIZED)) {
                return true;
            }
            var code = method.code();
            if (code.isPresent()
                    && code.get()
                            .elementStream()
                            .anyMatch(element -> element instanceof MonitorInstruction monitor
                                    && monitor.opcode() == Opcode.MONITORENTER)) {
                return true;
            }
        }
        return false;
    }

    private static String dots(String internalName) {
        return internalName.replace('/', '.');
    }
}
