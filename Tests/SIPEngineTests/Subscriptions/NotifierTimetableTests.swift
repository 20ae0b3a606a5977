import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// One subscription before its notifier alone: every effect and every deadline at its moment.
@Suite("Notifier of message summaries: timetables (RFC 6665 §4.2)")
struct NotifierTimetableTests {
  private struct Table {
    var notifier = MessageSummaryNotifier(domain: "example.com")
    /// The last NOTIFY.
    private(set) var notify: SIPRequest?
    private(set) var id = SubscriptionID(number: 0)

    private static let flow = SIPFlow(
      local: Peer.endpointAddress, remote: TransportAddress(host: "192.0.2.10", port: 5062))
    private static let path = SignallingPath(flow: flow, written: flow.local, isSymmetric: true)

    mutating func subscribe(expires: Int, at milliseconds: Int) throws -> [String] {
      let request = try PhoneRequest(
        method: "SUBSCRIBE", uri: "sip:201@example.com",
        lines: ["Event: message-summary", "Expires: \(expires)", "Contact: <sip:201@192.0.2.10:5062>"]
      ).parsed()
      let (response, effects) = notifier.subscribe(
        request, user: "201", localTag: "ours", path: Self.path, at: ms(milliseconds))
      return ["\(response.status.rawValue)"] + note(effects)
    }

    mutating func change(_ new: Int, at milliseconds: Int) -> [String] {
      note(notifier.update(MessageSummary(new: new, old: 0), of: "201", at: ms(milliseconds)))
    }

    mutating func answer(_ status: StatusCode, at milliseconds: Int) throws -> [String] {
      let notify = try #require(notify)
      return note(notifier.receive(notify.response(status), for: id, at: ms(milliseconds)))
    }

    mutating func wake(at milliseconds: Int) -> [String] { note(notifier.reachDeadline(at: ms(milliseconds))) }

    mutating func fail(at milliseconds: Int) -> [String] { note(notifier.noteFailure(of: id, at: ms(milliseconds))) }

    /// `NOTIFY 2 active;expires=59 · 1/0`
    private mutating func note(_ effects: [MessageSummaryNotifier.Effect]) -> [String] {
      effects.map { effect in
        switch effect {
        case .notify(let request, let flow, let id):
          #expect(flow == Self.flow)
          self.id = id
          notify = request
          let counts = String(decoding: request.body, as: UTF8.self).split(separator: "\r\n").last?.split(
            separator: " ")
          let state = request.headers[first: .subscriptionState] ?? ""
          return "NOTIFY \(request.cseq.number) \(state) · \(counts?.last ?? "")"
        }
      }
    }
  }

  @Test("from the first NOTIFY to the last one")
  func wholeLife() throws {
    var table = Table()
    #expect(try table.subscribe(expires: 60, at: 0) == ["200", "NOTIFY 1 active;expires=60 · 0/0"])
    #expect(table.notifier.nextDeadline == ms(60_000))
    #expect(try table.answer(.ok, at: 100) == [])
    #expect(table.change(1, at: 500) == [])
    #expect(table.notifier.nextDeadline == ms(1000))
    #expect(table.wake(at: 999) == [])
    #expect(table.wake(at: 1000) == ["NOTIFY 2 active;expires=59 · 1/0"])
    #expect(table.notifier.nextDeadline == ms(60_000))
    #expect(try table.answer(.ok, at: 1100) == [])
    #expect(table.change(1, at: 5000) == [])
    #expect(table.change(0, at: 5000) == ["NOTIFY 3 active;expires=55 · 0/0"])
    #expect(try table.answer(.trying, at: 5050) == [])
    #expect(try table.answer(.ok, at: 5100) == [])
    #expect(table.wake(at: 60_000) == ["NOTIFY 4 terminated;reason=timeout · 0/0"])
    #expect(table.notifier.nextDeadline == nil)
    #expect(table.notifier.count == 1)
    #expect(table.change(7, at: 60_050) == [])
    #expect(try table.answer(.ok, at: 60_100) == [])
    #expect(table.notifier.count == 0)
  }

  @Test("its time runs out while a NOTIFY is on its way: the last word comes after the answer")
  func expiryWhileNotifying() throws {
    var table = Table()
    _ = try table.subscribe(expires: 60, at: 0)
    _ = try table.answer(.ok, at: 10)
    #expect(table.change(1, at: 59_000) == ["NOTIFY 2 active;expires=1 · 1/0"])
    #expect(table.wake(at: 60_000) == [])
    #expect(try table.answer(.ok, at: 61_000) == ["NOTIFY 3 terminated;reason=timeout · 1/0"])
    #expect(table.fail(at: 93_000) == [])
    #expect(table.notifier.count == 0)
    #expect(table.notifier.nextDeadline == nil)
  }

  @Test("a NOTIFY that nobody answers ends everything, also what has changed meanwhile")
  func noAnswer() throws {
    var table = Table()
    _ = try table.subscribe(expires: 600, at: 0)
    #expect(table.change(1, at: 5000) == [])
    #expect(table.fail(at: 32_000) == [])
    #expect(table.notifier.count == 0)
    #expect(!table.notifier.isSubscribed("201"))
    #expect(table.notifier.summary(of: "201") == MessageSummary(new: 1, old: 0))
    #expect(try table.subscribe(expires: 600, at: 40_000) == ["200", "NOTIFY 1 active;expires=600 · 1/0"])
  }
}
