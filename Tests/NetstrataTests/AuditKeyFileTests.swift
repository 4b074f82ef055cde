import Audit
import Foundation
import TestSupport
import Testing

@testable import Netstrata

@Suite struct `The audit log's key` {
    private func withFile(_ body: (AuditKeyFile, String) throws -> Void) async throws {
        try await TemporaryFolder.with { folder async throws in
            try body(AuditKeyFile(StateFolder(folder.file(".")), environment: [:]), folder.file("audit.key"))
        }
    }

    @Test func `is made once, for its owner alone`() async throws {
        try await withFile { file, path in
            let key = try file.key(last: nil)
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
            #expect(try file.key(last: key.verifier.text).verifier == key.verifier)
        }
    }

    @Test func `that others can read is warned of`() async throws {
        try await withFile { file, path in
            _ = try file.key(last: nil)
            #expect(file.exposure == nil)
            for (mode, isExposed) in [(0o640, true), (0o604, true), (0o400, false), (0o600, false)] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
                #expect((file.exposure != nil) == isExposed, "\(mode)")
                if isExposed { #expect(file.exposure?.contains("chmod 600 \(file.path)") == true) }
            }
        }
    }

    @Test func `that can't be read is never replaced`() async throws {
        try await withFile { file, path in
            try "not a key".write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: AuditKeyFile.Fault.self) { try file.key(last: nil) }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "not a key")
        }
    }

    @Test(arguments: [true, false]) func `is the one that the log knows, wherever a rotation was cut off`(isKnown: Bool)
        async throws
    {
        try await withFile { file, path in
            let (old, new) = (try file.key(last: nil), AuditKey())
            try file.prepare(new)
            let key = try file.key(last: (isKnown ? new : old).verifier.text)
            #expect(key.verifier == (isKnown ? new : old).verifier)
            #expect(!FileManager.default.fileExists(atPath: path + ".next"))
        }
    }

    @Test func `can be a credential, which others replace`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let key = AuditKey()
            try key.text.write(toFile: folder.file(AuditKeyFile.credential), atomically: true, encoding: .utf8)
            let file = AuditKeyFile(
                StateFolder(folder.file("state")), environment: ["CREDENTIALS_DIRECTORY": folder.file(".")])
            #expect(try file.key(last: nil).verifier == key.verifier)
            #expect(throws: AuditKeyFile.Fault.self) { try file.prepare(AuditKey()) }
        }
    }
}
