import Foundation

/// The folder of the database: nobody else may write there, or the history means nothing.
struct StateFolder {
    let path: String

    init(_ path: String) { self.path = path }

    /// Makes the folder if it isn't there, and checks whose it is.
    ///
    /// - Returns: The path of the database file.
    /// - Throws: `Fault`, or why the folder can't be made.
    func prepare() throws -> String {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes[.posixPermissions] as? Int) ?? 0
        guard mode & 0o022 == 0 else { throw Fault.writableByOthers(path: path, mode: mode) }
        return path + "/netstrata.db"
    }

    /// Why the folder won't do.
    enum Fault: Error {
        /// The group or everybody may write there.
        case writableByOthers(path: String, mode: Int)
    }
}
