import NIOHTTP1
import Resources
import Store

/// `/v1/confirmations`: the windows, and how they are ended.
enum Confirmations {
    static func list(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let kind = StoredWindow.kind
        let windows = try answering { () throws(StoreError) in
            var windows: [StoredWindow] = []
            for resource in try backend.store.list(kind.namespace, kind.type).resources {
                if let window = try StoredWindow(resource, backend.store) { windows.append(window) }
            }
            return windows
        }
        let newest = windows.sorted { (Int64($0.id) ?? 0) > (Int64($1.id) ?? 0) }
        return .now(try .value(["items": .array(newest.map(\.json))], OutputFormat.document(request)))
    }

    static func get(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        .now(try .value(try window(backend, request.path.id).json, OutputFormat.document(request)))
    }

    /// What was changed stays.
    static func confirm(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        try ending(backend, request) { context, principal throws(Problem) in
            let windows = backend.windows
            let window = try await windows.change(request.path.id, context) { window throws(Problem) in
                try window.checkHolder(principal)
                // Whoever missed the answer may ask again.
                if window.spec.state == .confirmed { return false }
                try window.checkOpen(windows)
                window.spec.state = .confirmed
                window.spec.reason = "\(principal) confirmed it"
                return true
            }
            windows.ended(window.id)
            return window
        }
    }

    /// There is so much time from now on.
    static func extend(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let wish: ConfirmWish? = request.query["timeout"] == nil ? nil : try ConfirmWish(timeout: request.query)
        return try ending(backend, request) { context, principal throws(Problem) in
            try await backend.windows.change(request.path.id, context) { window throws(Problem) in
                try window.checkHolder(principal)
                try window.checkOpen(backend.windows)
                if case .within(let terms) = wish { window.spec.timeout = terms.timeout }
                StoredWindow.extend(&window.spec, to: window.spec.timeout)
                return true
            }
        }
    }

    /// What was changed is put back now.
    static func cancel(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        try ending(backend, request) { context, principal throws(Problem) in
            let windows = backend.windows
            for _ in 1...attempts {
                let window = try window(backend, request.path.id)
                try window.checkHolder(principal)
                if window.spec.state == .reverted { return window }
                if window.spec.state == .confirmed { try window.checkOpen(windows) }
                windows.doom(window.id, "\(principal) cancelled it")
                var context = context
                (context.origin, context.cause) = (.confirmation, window.metadata.revision)
                if context.message.isEmpty { context.message = "window \(window.id) cancelled" }
                switch await windows.putBack(window, context) {
                case .done(let ended): return ended
                case .moved: continue
                case .failed:
                    // The keeper goes on with it.
                    throw Problem(
                        .insufficientStorage, .storageFull,
                        "it is put back in the kernel; that can't be stored now, and is tried again and again")
                }
            }
            throw Problem(.conflict, .conflict, "the window is changed again and again")
        }
    }

    /// How often a cancellation is tried anew because the window moved.
    private static let attempts = 16

    private static func window(_ backend: Backend, _ id: String) throws(Problem) -> StoredWindow {
        let window = try answering { () throws(StoreError) in
            try backend.store.get(StoredWindow.key(id)).flatMap { resource throws(StoreError) in
                try StoredWindow(resource, backend.store)
            }
        }
        guard let window else { throw Problem(noWindow: id) }
        return window
    }

    private static func ending(
        _ backend: Backend, _ request: APIRequest,
        _ work: @escaping @Sendable (ChangeContext, Principal) async throws(Problem) -> StoredWindow
    ) throws(Problem) -> Answer {
        let format = try OutputFormat.document(request)
        let message = try request.keptHeader("x-change-message", backend.limits) ?? ""
        return .later { () throws(Problem) in
            let actor = try await request.caller.actor(request.headers)
            let context = ChangeContext(actor: actor, origin: .api, message: message, requestID: request.id)
            let window = try await work(context, Principal(actor))
            return try APIResponse.value(window.json, format).withAuditHead(of: backend.store)
        }
    }
}

extension StoredWindow {
    /// Refuses who neither holds the window nor is root.
    fileprivate func checkHolder(_ principal: Principal) throws(Problem) {
        guard principal == holder || principal.isRoot else {
            throw Problem(
                .forbidden, .notHolder,
                "window \(id) is \(spec.holder)'s, and you are \(principal); root may end it too"
            ).with("holder", .string(spec.holder))
        }
    }

    /// Refuses what comes too late.
    fileprivate func checkOpen(_ windows: ConfirmWindows) throws(Problem) {
        guard spec.state == .pending else {
            throw Problem(
                .conflict, .confirmationEnded, "window \(id) is \(spec.state.rawValue) already: \(spec.reason)"
            ).with("state", spec.state.json)
        }
        let reason = windows.doom(of: id) ?? (remaining > .zero ? nil : "its time is over")
        if let reason {
            throw Problem(.conflict, .confirmationEnded, "window \(id) is being put back: \(reason)")
                .with("state", ConfirmWindow.State.reverted.json)
        }
    }
}
