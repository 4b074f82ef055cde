import Audit
import Gateway
import Kernel
import Logging
import Resources
import ServiceLifecycle
import Store

/// Signs the audit log from time to time: after the writes, so that no write waits for a signature.
///
/// It has a thread of its own, since it reads the log and writes keys.
actor AuditSigner: Service, AuditKeeper {
    /// From the first row that isn't signed until it is.
    private static let pause = Duration.seconds(60)
    /// How many rows are signed within a second.
    private static let rows: Int64 = 1_000
    /// How often a log in which nothing happens is signed: a gap that nobody signed shows that rows are gone.
    private static let idlePause = Duration.seconds(3600)

    nonisolated let executor: BlockingExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let store: ResourceStore
    private let file: AuditKeyFile
    private let logger: Logger
    private var key: AuditKey
    /// The last row that is signed.
    private var signed: Int64
    /// What is to be noted and couldn't be yet, such as on a full disk; it comes before the next signature.
    private var waiting: [AuditNote] = []
    /// Whether another key is on its way: what is signed meanwhile would be by the wrong one.
    private var isRotating = false

    /// A signer with the state folder's key; what it tells the log first is its key, if that is new, and that the daemon begins.
    ///
    /// - Throws: Why there is no key, and what reading throws.
    init(_ store: ResourceStore, _ file: AuditKeyFile, _ logger: Logger) throws {
        executor = try BlockingExecutor(label: "audit")
        self.store = store
        self.file = file
        self.logger = logger
        let last = try store.auditRows(limit: 2).map(\.row.kind)
        let isOrderly = last.isEmpty || last == [AuditKind.checkpoint.rawValue, AuditKind.stopped.rawValue]
        let known = try store.lastAuditKey()
        let key = try file.key(last: known)
        self.key = key
        if let exposure = file.exposure { logger.warning("\(exposure)") }
        signed = try store.lastCheckpoint().flatMap { Checkpoint.read($0)?.checkpoint.head.sequence } ?? 0
        if known != key.verifier.text {
            let previous = known.flatMap { file.previous($0) }
            if known != nil, previous == nil {
                // No reason not to start: a host without its network is worse, and the log tells of it for ever.
                logger.warning(
                    "the audit log is signed by a key that the one before doesn't vouch for: give that as the credential \(AuditKeyFile.previousCredential) when a key is replaced",
                    metadata: ["key": "\(key.verifier.text)", "before": "\(known ?? "")"])
            }
            waiting += [key.note(succeeding: previous)].compactMap { $0 }
        }
        waiting.append(AuditNote(.started, ["orderly": .bool(isOrderly), "version": .string(Version.current)]))
    }

    /// Notes that the daemon begins; a full disk is no reason not to start.
    func noteStart() async { _ = await record(nil) }

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
            // Under load there are thousands of rows in each second, and a signature is a write like any other.
            repeat {
                try? await Task.sleep(for: .seconds(1))
            } while ContinuousClock.now < deadline && unsigned < Self.rows && !Task.isCancelled
            if !Task.isCancelled { await sign() }
        }
    }

    private var unsigned: Int64 { (store.auditHead?.sequence ?? 0) - signed }

    /// Signs all rows so far.
    func sign() async {
        guard !isRotating, await record(nil) == nil, !isRotating else { return }
        do throws(StoreError) {
            guard let checkpoint = try store.checkpoint(after: signed, at: Timestamp.now()) else { return }
            guard let note = checkpoint.note(signedBy: key), await record(note) == nil else { return }
            signed = checkpoint.head.sequence
            // Whoever keeps the journal elsewhere has an anchor that nobody here can change.
            logger.info("audit log signed", metadata: ["head": "\(checkpoint.head)"])
        } catch {
            logger.warning("the audit log can't be signed", metadata: ["error": "\(error)"])
        }
    }

    /// Gives the log another key, which the present one signs.
    ///
    /// - Parameter actor: Who asked for it.
    /// - Returns: The new public key, in Base64.
    /// - Throws: Why the key stays.
    func rotate(by actor: String) async throws(AuditKeeperError) -> String {
        guard !isRotating else { throw AuditKeeperError(reason: "the key is being changed already") }
        let next = AuditKey()
        await sign()
        isRotating = true
        defer { isRotating = false }
        try Self.reporting { () throws(AuditKeyFile.Fault) in try file.prepare(next) }
        guard let note = next.note(succeeding: key, askedBy: actor) else {
            throw AuditKeeperError(reason: "it can't be signed")
        }
        if let failure = await record(note) {
            waiting.removeAll { $0 == note }
            throw AuditKeeperError(reason: "the log can't be told of it: \(failure)")
        }
        // The log knows it: if it can't be moved, the next start does that.
        key = next
        try Self.reporting { () throws(AuditKeyFile.Fault) in try file.move() }
        return next.verifier.text
    }

    private static func reporting(_ body: () throws(AuditKeyFile.Fault) -> Void) throws(AuditKeeperError) {
        do throws(AuditKeyFile.Fault) { try body() } catch {
            throw AuditKeeperError(reason: DaemonFailure(error, state: "").description)
        }
    }

    /// The key that signs, in Base64.
    var verifyingKey: String { key.verifier.text }

    /// A signature over a text, in Base64.
    func signature(over text: String) -> String? { key.signature(over: text) }

    /// Notes that the daemon ends, and signs the log to its end.
    func noteStop() async {
        _ = await record(AuditNote(.stopped, ["version": .string(Version.current)]))
        await sign()
    }

    /// Notes something, behind what waits.
    ///
    /// - Returns: Why it couldn't be written; it waits then.
    private func record(_ note: AuditNote?) async -> StoreError? {
        // Taken out first: another call can come while this one is written.
        let notes = waiting + [note].compactMap { $0 }
        waiting = []
        guard !notes.isEmpty else { return nil }
        do throws(StoreError) {
            _ = try await store.write(ChangeContext(actor: "netstrata", origin: .controller)) {
                transaction throws(StoreError) in
                for note in notes { transaction.recordAudit(note.kind, note.detail) }
            }
            return nil
        } catch {
            waiting = notes + waiting
            logger.warning("the audit log can't be written", metadata: ["error": "\(error)"])
            return error
        }
    }
}

extension AuditSigner: CustomStringConvertible {
    /// As a service group names it.
    nonisolated var description: String { "AuditSigner" }
}
