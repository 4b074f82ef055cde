import Glibc
import NIOHTTP1
import Resources

/// A change that has to be confirmed, as the daemon tells of it.
struct PendingWindow {
    let id: String
    let state: String
    let holder: String
    let reason: String
    /// How long there still is.
    let remaining: Duration
    /// What its probes can't do, a line each.
    let remarks: [String]

    /// Reads a window, or what the answer to a write says of one; `nil` for something else.
    init?(_ json: JSON?) {
        guard let json, let id = json["id"]?.text else { return nil }
        self.id = id
        state = json["state"]?.text ?? ConfirmWindow.State.pending.rawValue
        holder = json["holder"]?.text ?? ""
        reason = json["reason"]?.text ?? ""
        let text = (json["remaining"] ?? json["timeout"])?.text ?? ""
        remaining = GoDuration(text)?.duration ?? .zero
        let probes = json["probes"]?.elements ?? []
        let vain = probes.filter { $0["required"] == false }
        let isVain = json["autoConfirm"] == true && vain.count == probes.count
        remarks =
            vain.map {
                "\($0["probe"]?.text ?? "a probe") didn't pass before the change either, and isn't waited for: \($0["error"]?.text ?? "")"
            } + (isVain ? ["no probe passed before the change, so nothing confirms it by itself"] : [])
    }

    /// Whether it waits to be confirmed.
    var isOpen: Bool { state == ConfirmWindow.State.pending.rawValue }

    /// How long that is, for people: in seconds up to ten minutes (`90 s`), then in two units (`23h59m`).
    static func words(_ duration: Duration) -> String {
        let seconds = seconds(duration)
        guard seconds > 600 else { return "\(seconds) s" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        let parts = hours > 0 ? [(hours, "h"), (minutes, "m")] : [(minutes, "m"), (seconds % 60, "s")]
        return parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    }

    /// Whole seconds that are left.
    static func seconds(_ duration: Duration) -> Int { Int((duration / .seconds(1)).rounded(.up)) }
}

extension APIClient {
    /// All windows, the newest first.
    func windows() async throws(ClientError) -> JSON {
        try await send(APIRequest(.GET, "/v1/confirmations"), about: "confirmations").json()
    }

    /// One window.
    func window(_ id: String) async throws(ClientError) -> PendingWindow? {
        PendingWindow(try await send(APIRequest(.GET, Self.path(window: id)), about: "window \(id)").json())
    }

    /// The window that is meant: the one that is named, or the one that is open.
    func windowID(_ id: String?) async throws(ClientError) -> String {
        if let id { return id }
        guard let open = try await openWindow() else { throw .nothingPending }
        return open.id
    }

    /// The window that is open; there is one at most.
    func openWindow() async throws(ClientError) -> PendingWindow? {
        let items = try await windows()["items"]?.elements ?? []
        return items.lazy.compactMap { PendingWindow($0) }.first(where: \.isOpen)
    }

    /// Confirms, cancels or extends a window.
    ///
    /// - Returns: The window afterwards.
    func end(
        _ id: String, _ verb: String, _ why: String? = nil, timeout: String? = nil
    ) async throws(ClientError) -> JSON {
        var request = APIRequest(.POST, Self.path(window: id) + "/" + verb)
        request.add("timeout", timeout)
        request.addHeader("X-Change-Message", why)
        return try await send(request, about: "window \(id)").json()
    }

    private static func path(window id: String) -> String { "/v1/confirmations/" + PercentEncoding.path(id) }
}
