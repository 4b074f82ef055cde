import Resources
import Testing

@testable import Netstrata

@Suite struct `A change that waits to be confirmed` {
    private static let failed: JSON = ["probe": "tcp:192.0.2.1:22", "required": false, "error": "no answer in time"]
    private static let passed: JSON = ["probe": "gateway", "required": true]

    @Test(
        arguments: [
            (0, "0 s"), (90, "90 s"), (600, "600 s"), (601, "10m1s"), (3540, "59m"), (5400, "1h30m"),
            (86_399, "23h59m"),
            (86_400, "24h"),
        ] as [(Int, String)])
    func `says how long there is`(seconds: Int, words: String) {
        #expect(PendingWindow.words(.seconds(seconds)) == words)
    }

    @Test(
        arguments: [
            ([], true, ["no probe passed before the change, so nothing confirms it by itself"]), ([passed], true, []),
            (
                [failed], false,
                ["tcp:192.0.2.1:22 didn't pass before the change either, and isn't waited for: no answer in time"]
            ),
            (
                [failed, passed], true,
                ["tcp:192.0.2.1:22 didn't pass before the change either, and isn't waited for: no answer in time"]
            ),
            (
                [failed], true,
                [
                    "tcp:192.0.2.1:22 didn't pass before the change either, and isn't waited for: no answer in time",
                    "no probe passed before the change, so nothing confirms it by itself",
                ]
            ),
        ] as [([JSON], Bool, [String])])
    func `says what its probes can't do`(probes: [JSON], autoConfirm: Bool, remarks: [String]) throws {
        let answer: JSON = [
            "id": "41", "timeout": "30s", "probes": .array(probes), "autoConfirm": .bool(autoConfirm),
        ]
        let window = try #require(PendingWindow(answer))
        #expect(window.remarks == remarks)
        #expect(window.isOpen && window.remaining == .seconds(30))
    }
}
