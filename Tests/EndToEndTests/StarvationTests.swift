import Glibc
import Testing

/// A machine that gives the service too little time.
@Suite(.tags(.endToEnd))
struct StarvationTests {
  /// The process stands still for three quarters of the time, as it does where others take the processor.
  @Test func newCallersAreTurnedAwayUntilTheMachineKeepsUpAgain() async throws {
    try await ServiceUnderTest.with(alone: true) { service in
      let port = try await UDPPort.open(in: service.bed.network)
      var calls = 0
      func call() {
        calls += 1
        let call = BareCall(from: port.address, to: QuickService.line, identifier: "starved-\(calls)")
        port.send(call.request("INVITE", sequence: 1, body: BareCall.offer(port.address)))
      }
      for _ in 0..<30 {
        service.program.signal(SIGSTOP)
        await pause(.milliseconds(150))
        service.program.signal(SIGCONT)
        call()
        await pause(.milliseconds(50))
      }
      let refusal = try await port.waitForDatagram(beginningWith: "SIP/2.0 503").element
      #expect(refusal.contains("Retry-After: "))
      let metrics = try await service.metrics()
      #expect(metrics["switchboard_new_calls_admitted_ratio"] < 1)
      #expect(metrics["switchboard_late_beats_total"] > 0)
      #expect(metrics["switchboard_calls_live"] > 0, "nobody was let in")

      try await service.wait(for: "switchboard_new_calls_admitted_ratio", toBe: 1, within: .seconds(15))
      call()
      let last = "Call-ID: starved-\(calls)-"
      try await port.received.first(within: .seconds(5)) { $0.hasPrefix("SIP/2.0 200") && $0.contains(last) }
    }
  }
}
