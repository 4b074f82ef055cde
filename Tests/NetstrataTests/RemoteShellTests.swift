import Testing

@testable import Netstrata

@Suite struct `A session of ssh` {
    @Test func `is found in an environment as the kernel shows it`() {
        let environment = "HOME=/root\0SSH_CONNECTION=192.0.2.7 51000 192.0.2.1 22\0X=SSH_CONNECTION=no\0"
        #expect(RemoteShell.value(of: "SSH_CONNECTION", in: environment) == "192.0.2.7 51000 192.0.2.1 22")
        for none in ["", "SSH_CONNECTION=\0", "XSSH_CONNECTION=a\0", "SSH_CONNECTIONS=a\0"] {
            #expect(RemoteShell.value(of: "SSH_CONNECTION", in: none) == nil)
        }
    }

    @Test(
        arguments: [
            ("7 (sh) S 41 7 7 0", 41), ("7 (a) b (c)) R 42 1", 42), ("7 (sh", nil), ("7 (sh) S", nil), ("", nil),
        ] as [(String, Int32?)])
    func `is looked for in the process that called this one`(status: String, parent: Int32?) {
        #expect(RemoteShell.parent(in: status) == parent)
    }
}
