import Testing

/// Two hundred callers at once.
@Suite(.tags(.endToEnd), .serialized)
struct ManyCallersTests {
  @Test func twoHundredCallersReachTheQueueAndLeaveNothingBehind() async throws {
    try await ServiceUnderTest.with(.quick, alone: true) { service in
      let callers = 200
      // 1: English, 1: the queue.
      let sipp = try SIPp.start(
        "caller-who-waits", in: service.bed, to: QuickService.menu,
        values: ["KEYS": "11", "CODEC": "0", "WAIT": "14000"], calls: callers, rate: 200)
      try await service.wait(
        for: "switchboard_tickets_waiting", #"queue="support""#, toBe: Double(callers), within: .seconds(20))
      let statistics = try await sipp.finish()
      #expect(statistics == .init(successful: callers, failed: 0, retransmissions: 0))

      try await service.waitUntilNothingIsHeld(within: .seconds(20))
      let metrics = try await service.metrics()
      #expect(metrics["switchboard_sip_events_total", #"event="retransmissionSent""#] == 0)
      #expect(metrics["switchboard_sip_events_total", #"event="retransmissionReceived""#] == 0)
      #expect(metrics["switchboard_call_messages_dropped_total"] == 0)
      #expect(metrics["switchboard_media_commands_dropped_total"] == 0)
      #expect(metrics["switchboard_record_entries_lost_total"] == 0)
      try await service.wait(for: "switchboard_record_entries_waiting", toBe: 0)

      let calls = try await service.calls(callers + 1)
      #expect(calls.count == callers)
      #expect(calls.allSatisfy { $0.path == ["language", "main", "agents"] && $0.language == "en" })
      #expect(calls.allSatisfy { $0.end?.how == "caller-hung-up" && $0.end?.step == "agents" })
    }
  }
}
