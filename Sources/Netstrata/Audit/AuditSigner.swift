import Audit
import Gateway
import Logging
import Resources
import ServiceLifecycle
import Store

/// Signs the audit log from time to time: after the writes, so that no write waits for a signature.
actor AuditSigner: Service, AuditKeeper {
    /// From the first row that isn't signed until it is.
    private static let pause = Duration.seconds(60)
    /// How many rows are signed at once at the latest.
    private static let rows: Int64 = 1_000
    /// How often a log in which nothing happens is signed: a gap that nobody signed shows that rows are gone.
    private static let idlePause = Duration.seconds(3600)

    private let store: ResourceStore
    private let file: AuditKeyFile
    private let logger: Logger
    private var key: AuditKey
    /// The last row that is signed.
    private var signed: Int64
    /// Whether the daemon before had ended in good order.
    private let endedInOrder: Bool

    /// A signer with the state folder's key; it tells the log of the key if that is new to it.
    ///
    /// - Throws: Why there is no key, and what writing throws.
    init(_ store: ResourceStore, _ file: AuditKeyFile, _ logger: Logger) async throws {
        self.store = store
        self.file = file
        self.logger = logger
        let last = try store.auditRows(limit: 2).map(\.row.kind)
        endedInOrder = last.isEmpty || last == [AuditKind.checkpoint.rawValue, AuditKind.stopped.rawValue]
        let known = try store.lastAuditKey().flatMap { (try? JSON(parsing: $0))?["key"]?.text }
        key = try file.key(last: known)
        signed = try store.lastCheckpoint().flatMap { Checkpoint.read($0)?.checkpoint.head.sequence } ?? 0
        guard known != key.verifier.text else { return }
        if known != nil {
            logger.warning(
                "the audit log is signed by a key that the one before doesn't vouch for",
                metadata: ["key": "\(key.verifier.text)"])
        }
        try await record(key.note(succeeding: nil))
    }

    /// Signs until the service group shuts down.
    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.followWrites() }
                group.addTask {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: Self.idlePause)
                        if !Task.isCancelled { await self.sign() }
                    }
                }
            }
        }
    }

    private func followWrites() async {
        for await _ in store.feed.wakeUps() {
            let deadline = ContinuousClock.now + Self.pause
            while ContinuousClock.now < deadline, unsigned < Self.rows, !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
            }
            if !Task.isCancelled { await sign() }
        }
    }

    private var unsigned: Int64 { (store.auditHead?.sequence ?? 0) - signed }

    /// Signs all rows so far.
    func sign() async {
        do {
            guard let checkpoint = try store.checkpoint(after: signed, at: Timestamp.now()) else { return }
            try await record(checkpoint.note(signedBy: key))
            signed = checkpoint.head.sequence
            // Whoever keeps the journal elsewhere has an anchor that nobody here can change.
            logger.info("audit log signed", metadata: ["head": "\(checkpoint.head)"])
        } catch {
            logger.warning("the audit log can't be signed", metadata: ["error": "\(error)"])
        }
    }

    /// Gives the log another key, which the present one signs.
    ///
    /// - Returns: The new public key, in Base64.
    func rotate() async throws(AuditKeeperError) -> String {
        let next = AuditKey()
        do {
            await sign()
            try file.prepare(next)
            try await record(next.note(succeeding: key))
            try file.move()
            key = next
            return next.verifier.text
        } catch let fault as AuditKeyFile.Fault {
            throw AuditKeeperError(reason: DaemonFailure(fault, state: "").description)
        } catch {
            throw AuditKeeperError(reason: "\(error)")
        }
    }

    /// The key that signs, in Base64.
    var verifyingKey: String { key.verifier.text }

    /// A signature over a text, in Base64.
    func signature(over text: String) -> String? { key.signature(over: text) }

    /// Notes that the daemon begins, and whether it had ended in good order before.
    func noteStart() async throws {
        try await record(
            AuditNote(.started, ["orderly": .bool(endedInOrder), "version": .string(Version.current)]))
    }

    /// Notes that the daemon ends, and signs the log to its end.
    func noteStop() async throws {
        try await record(AuditNote(.stopped, ["version": .string(Version.current)]))
        await sign()
    }

    private func record(_ note: AuditNote?) async throws {
        guard let note else { return }
        _ = try await store.write(ChangeContext(actor: "netstrata", origin: .controller)) {
            transaction throws(StoreError) in
            transaction.recordAudit(note.kind, note.detail)
        }
    }
}

extension AuditSigner: CustomStringConvertible {
    /// As a service group names it.
    nonisolated var description: String { "AuditSigner" }
}
