import Foundation
import Testing

@testable import Kernel

@Suite struct `Files of the host` {
    private let folder: Folder
    private let host: LocalHost

    init() throws {
        folder = try Folder()
        host = try LocalHost(folder.root)
    }

    private func write(_ file: HostFile, _ text: String, keepsOriginal: Bool = true) async -> KernelRefusal? {
        await host.perform(.writeFile(file, text: text, mode: 0o644, keepsOriginal: keepsOriginal))
    }

    @Test func `the file of before comes back as the very same file`() async throws {
        try folder.write("etc/hosts", "mine\n", mode: 0o640)
        let before = try #require(
            FileManager.default.attributesOfItem(atPath: folder.root.path("etc/hosts"))[.systemFileNumber] as? Int)
        #expect(await write(.hosts, "ours\n") == nil)
        #expect(folder.text("etc/hosts") == "ours\n")
        #expect(folder.mode("etc/hosts") == 0o644)
        #expect(folder.text("etc/hosts.netstrata-original") == "mine\n")
        #expect(await write(.hosts, "more\n", keepsOriginal: false) == nil)
        #expect(await host.perform(.restoreFile(.hosts)) == nil)
        #expect(folder.text("etc/hosts") == "mine\n")
        #expect(folder.mode("etc/hosts") == 0o640)
        let after = try FileManager.default.attributesOfItem(atPath: folder.root.path("etc/hosts"))
        #expect(after[.systemFileNumber] as? Int == before)
        #expect(folder.names == ["etc", "etc/hosts"])
    }

    @Test func `what was kept is never written over`() async throws {
        try folder.write("etc/hosts", "mine\n")
        #expect(await write(.hosts, "ours\n") == nil)
        #expect(await write(.hosts, "ours again\n") == nil)
        #expect(folder.text("etc/hosts.netstrata-original") == "mine\n")
    }

    @Test func `folders are made, and what wasn't there goes again`() async throws {
        #expect(await write(.hostname, "a\n") == nil)
        #expect(folder.names == ["etc", "etc/hostname"])
        #expect(await host.perform(.removeFile(.hostname)) == nil)
        #expect(await host.perform(.removeFile(.hostname)) == nil)
        #expect(folder.names == ["etc"])
    }

    @Test func `a symbolic link comes back as one, and what it leads to is never touched`() async throws {
        try folder.write("run/resolv.conf", "theirs\n")
        try folder.makeFolder(for: "etc/resolv.conf")
        try FileManager.default.createSymbolicLink(
            atPath: folder.root.path("etc/resolv.conf"), withDestinationPath: "../run/resolv.conf")
        #expect(try await host.state(.resolverConfiguration).content == .link(target: "../run/resolv.conf"))
        #expect(await write(.resolverConfiguration, "ours\n") == nil)
        #expect(folder.target("etc/resolv.conf") == nil)
        #expect(folder.text("run/resolv.conf") == "theirs\n")
        #expect(await host.perform(.restoreFile(.resolverConfiguration)) == nil)
        #expect(folder.target("etc/resolv.conf") == "../run/resolv.conf")
    }

    @Test func `a link in the place of the new text is no way to another file`() async throws {
        try folder.write("secret", "keep\n")
        try folder.write("etc/hosts", "mine\n")
        try FileManager.default.createSymbolicLink(
            atPath: folder.root.path("etc/hosts.netstrata-new"), withDestinationPath: folder.root.path("secret"))
        #expect(await write(.hosts, "ours\n") == nil)
        #expect(folder.text("secret") == "keep\n")
        #expect(folder.text("etc/hosts") == "ours\n")
    }

    @Test func `a folder in a file's place stays, and is told of`() async throws {
        try folder.makeFolder(for: "etc/hosts/inside")
        guard case .unusable = try await host.state(.hosts).content else {
            Issue.record("a folder passes for a file")
            return
        }
        #expect(await write(.hosts, "ours\n")?.name == "EISDIR")
        #expect(folder.names == ["etc", "etc/hosts"])
    }

    @Test func `a file that is too long isn't read, a text that is too long isn't written`() async throws {
        let long = String(repeating: "x", count: (1 << 20) + 1)
        try folder.write("etc/hosts", long)
        guard case .unusable(let why) = try await host.state(.hosts).content else {
            Issue.record("a file of that length was read")
            return
        }
        #expect(why.contains("etc/hosts"))
        #expect(await write(.resolverConfiguration, long)?.name == "EINVAL")
    }

    @Test func `what nobody kept can't be put back`() async throws {
        try folder.write("etc/hosts", "mine\n")
        #expect(await host.perform(.restoreFile(.hosts))?.name == "ENOENT")
        #expect(folder.text("etc/hosts") == "mine\n")
    }

    @Test func `a service that can't be told leaves its file as it was`() async throws {
        #expect(await write(.resolvedDropIn, "ours\n", keepsOriginal: false)?.name == "ENOENT")
        #expect(folder.text(HostFile.resolvedDropIn.path) == nil)
        try folder.write(HostFile.resolvedDropIn.path, "before\n")
        let refusal = await write(.resolvedDropIn, "ours\n", keepsOriginal: false)
        #expect(refusal?.message.contains("systemd-resolved.service") == true)
        #expect(folder.text(HostFile.resolvedDropIn.path) == "before\n")
    }
}

extension InNamespace {
    @Suite struct `Files on which something is mounted` {
        @Test func `are written over, and come back`() async throws {
            let folder = try Folder()
            try folder.write("etc/hosts", "mine and long\n", mode: 0o600)
            try folder.write("elsewhere", "mounted and even longer\n", mode: 0o640)
            let paths = (folder.root.path("elsewhere"), folder.root.path("etc/hosts"))
            try #require(MountTool.run(["mount", "--bind", paths.0, paths.1]) == 0)
            defer { #expect(MountTool.run(["umount", paths.1]) == 0) }
            let host = try LocalHost(folder.root)
            #expect(try await host.state(.hosts).isMountPoint)
            let change = HostChange.writeFile(.hosts, text: "ours\n", mode: 0o644, keepsOriginal: true)
            #expect(await host.perform(change) == nil)
            #expect(folder.text("etc/hosts") == "ours\n")
            #expect(folder.mode("etc/hosts") == 0o644)
            #expect(folder.text("etc/hosts.netstrata-original") == "mounted and even longer\n")
            #expect(await host.perform(.restoreFile(.hosts)) == nil)
            #expect(folder.text("etc/hosts") == "mounted and even longer\n")
            #expect(folder.mode("etc/hosts") == 0o640)
            #expect(folder.names == ["elsewhere", "etc", "etc/hosts"])
        }
    }
}

/// Programs that mount; the suites run in a mount namespace of their own.
enum MountTool {
    static func run(_ words: [String]) -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        guard (try? process.run()) != nil else { return -1 }
        process.waitUntilExit()
        return process.terminationStatus
    }
}
