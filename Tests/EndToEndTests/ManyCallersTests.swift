import Testing

/// Two hundred callers at once.
@Suite(.tags(.endToEnd), .serialized)
struct ManyCallersTests {
  @Test func twoHundredCallersReachTheQueueAndLeaveNothingBehind() async throws {
    try await ServiceUnderTest.with(.quick, alone: true) { service in
      try await callInWith(200, service)
      let before = try service.program.residentMemory()

      let calls = try await service.calls(201)
      #expect(calls.count == 200)
      #expect(calls.allSatisfy { $0.path == ["language", "main", "agents"] && $0.language == "en" })
      #expect(calls.allSatisfy { $0.end?.how == "caller-hung-up" && $0.end?.step == "agents" })

      // What two hundred calls need at once is there by now; the next ones may add next to nothing to it.
      try await callInWith(200, service)
      let growth = try service.program.residentMemory() - before
      #expect(growth < 16 << 20, "octets")
    }
  }

  /// So many callers choose English and the queue, wait there all at once, and hang up; then nothing is held.
  private func callInWith(_ callers: Int, _ service: ServiceUnderTest) async throws {
    // 1: English, 1: the queue.
    let sipp = try SIPp.start(
      "caller-who-waits", in: service.bed, to: QuickService.menu,
      values: ["KEYS": "11", "CODEC": "0", "WAIT": "12000"], calls: callers, rate: 200)
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
  }
}
