import Testing

@testable import Kernel

@Suite struct GenericNetlinkTests {
    /// The family that knows the others (`linux/genetlink.h`): its `CTRL_CMD_GETFAMILY` and `CTRL_ATTR_FAMILY_NAME`.
    private static let controller = GenericFamily(name: "nlctrl", version: 2)
    private static let getFamily = GenericCommand(number: 3, name: "CTRL_CMD_GETFAMILY")
    private static let familyName = 2

    private func names(everything: Bool, body: @escaping (inout MessageWriter) -> Void) throws -> [String] {
        try GenericNetlink().ask(Self.controller, Self.getFamily, everything: everything, body: body) {
            bytes, payload throws(KernelError) -> String? in
            var attributes = AttributeCursor(payload)
            while let attribute = try attributes.next(in: bytes) {
                if attribute.type == Self.familyName { return bytes.string(of: attribute) }
            }
            return nil
        }
    }

    @Test func `a command about one object is answered by this one`() throws {
        #expect(try names(everything: false) { $0.put(Self.familyName, string: "nlctrl") } == ["nlctrl"])
    }

    @Test func `a command about all objects is answered by all`() throws {
        let names = try names(everything: true) { _ in }
        #expect(names.contains("nlctrl"))
        #expect(names.count > 1)
    }

    @Test func `a family that the kernel hasn't is named`() {
        let refusal = KernelRefusal(errno: 2, message: "the kernel has no generic netlink family nosuchthing")
        #expect(throws: KernelError.refused(refusal)) {
            try GenericNetlink().submit(
                GenericFamily(name: "nosuchthing", version: 1), [GenericRequest(command: Self.getFamily) { _ in }])
        }
    }

    @Test func `what the kernel says of a command is its outcome`() throws {
        let request = GenericRequest(command: Self.getFamily) { $0.put(Self.familyName, string: "nosuchthing") }
        #expect(try GenericNetlink().submit(Self.controller, [request]).map(\.?.errno) == [2])
    }
}
