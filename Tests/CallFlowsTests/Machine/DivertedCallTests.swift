import CallFlows
import Redaction
import Testing
import Timekeeping

struct DivertedCallTests {
  private static func needs(divertedFrom: String?) -> [String] {
    let flow = desk([("agents", .queue("support", needs: ["a": .name(.call(.divertedFrom))]))])
    var machine = FlowMachine(
      release: FlowRelease(flows: [flow], schedules: [], identifier: "0"), flow: flow.name,
      caller: CallFacts(
        id: "call-1", from: Redacted("+34600000001"), to: Redacted("100"),
        divertedFrom: divertedFrom.map { Redacted($0) }))
    let now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .zero))
    return machine.handle(.started, at: now).compactMap { effect in
      if case .enterQueue(let request) = effect { "\(request.needs ?? [:])" } else { nil }
    }
  }

  @Test func `A flow may ask who forwarded the call here`() {
    #expect(Self.needs(divertedFrom: "+34910000000").joined().contains("+34910000000"))
    #expect(!Self.needs(divertedFrom: nil).joined().contains("+34"))
  }
}
