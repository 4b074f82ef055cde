import Foundation

@testable import Kernel

/// A root of its own for a test, gone afterwards.
final class Folder: Sendable {
    let root: HostRoot

    init() throws {
        let path = "/tmp/nsk-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        root = HostRoot(path)
    }

    deinit { try? FileManager.default.removeItem(atPath: root.path) }

    /// Makes a file, and the folders that it needs.
    func write(_ relative: String, _ text: String, mode: Int = 0o644) throws {
        try makeFolder(for: relative)
        try text.write(toFile: root.path(relative), atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: root.path(relative))
    }

    func makeFolder(for relative: String) throws {
        let folder = (root.path(relative) as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func text(_ relative: String) -> String? { try? String(contentsOfFile: root.path(relative), encoding: .utf8) }

    func mode(_ relative: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: root.path(relative)))?[.posixPermissions] as? Int
    }

    func target(_ relative: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: root.path(relative))
    }

    /// Every name below the root.
    var names: [String] { ((try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? []).sorted() }
}
