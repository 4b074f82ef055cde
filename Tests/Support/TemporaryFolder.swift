internal import Foundation
public import Store

/// A folder of its own for a test, gone afterwards.
public struct TemporaryFolder: Sendable {
    /// Where it is.
    public let path: String

    /// Runs a body with a folder that is removed at the end.
    public static func with<Value>(_ body: (TemporaryFolder) async throws -> Value) async throws -> Value {
        let folder = TemporaryFolder(
            path: FileManager.default.temporaryDirectory.appendingPathComponent("netstrata-\(UUID().uuidString)").path)
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        return try await body(folder)
    }

    /// The path of a file in it.
    public func file(_ name: String) -> String { path + "/" + name }
}

/// Runs a body with a store in a file of its own, and closes it.
public func withStore<Value>(_ body: (ResourceStore, String) async throws -> Value) async throws -> Value {
    try await TemporaryFolder.with { folder in
        let path = folder.file("netstrata.db")
        let store = try ResourceStore(path: path)
        defer { store.close() }
        return try await body(store, path)
    }
}
