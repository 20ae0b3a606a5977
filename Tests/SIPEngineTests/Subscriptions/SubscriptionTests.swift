import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// A phone's subscription to its messages, message for message.
@Suite("Endpoint: message waiting (RFC 3842, RFC 6665)")
struct SubscriptionTests {
  private let phone = Bench.phone(21)

  /// SUBSCRIBE with the phone's password; what came of it.
  private func subscribe(
    _ bench: inout Bench, number: Int = 1, expires: String? = "Expires: 600", uri: String = "sip:201@example.com",
    lines: [String] = ["Event: message-summary", "Accept: application/simple-message-summary"]
  ) throws -> [String] {
    var phone = phone
    phone.callID = "subscribe-\(number)"
    let lines = lines + (expires.map { [$0] } ?? [])
    let branch = "z9hG4bKs\(number)"
    _ = bench.receive(
      phone.request("SUBSCRIBE", cseq: 1, branch: "\(branch).1", uri: uri, extra: lines), from: phone)
    let challenges = try #require(bench.lastResponse?.headers.all(.proxyAuthenticate))
    let proof = try PhoneDigest(user: "201").line(for: challenges, method: "SUBSCRIBE", uri: uri)
      .replacing("Authorization", with: "Proxy-Authorization")
    return bench.receive(
      phone.request("SUBSCRIBE", cseq: 2, branch: "\(branch).2", uri: uri, extra: lines + [proof]), from: phone)
  }

  /// A SUBSCRIBE within the dialog that the last NOTIFY belongs to.
  private func refresh(
    _ bench: inout Bench, cseq: Int, expires: Int, event: String = "message-summary", at milliseconds: Int? = nil
  ) throws -> [String] {
    let notify = try #require(bench.lastRequest)
    var phone = phone
    phone.callID = notify.callID
    phone.tag = try #require(notify.to.tag)
    let request = phone.request(
      "SUBSCRIBE", cseq: cseq, branch: "z9hG4bKre\(cseq)", toTag: notify.from.tag,
      extra: ["Event: \(event)", "Expires: \(expires)"])
    return bench.receive(request, from: phone, at: milliseconds)
  }

  /// The phone's answer to the last NOTIFY.
  private func answer(
    _ bench: inout Bench, _ code: Int = 200, extra: [String] = [], at milliseconds: Int? = nil
  ) throws -> [String] {
    let notify = try #require(bench.lastRequest)
    return bench.receive(phone.response(code, to: notify, extra: extra), from: phone, at: milliseconds)
  }

  private static func body(_ new: Int, _ old: Int) -> String {
    "Messages-Waiting: \(new > 0 ? "yes" : "no")\r\nMessage-Account: sip:201@example.com\r\n"
      + "Voice-Message: \(new)/\(old)\r\n"
  }

  private static func notify(_ cseq: Int, _ new: Int, _ old: Int) -> String { "NOTIFY \(cseq) (\(body(new, old)))" }

  @Test("a phone subscribes and is told at once; every change is told, refreshing and leaving too")
  func wholeSubscription() throws {
    var bench = Bench()
    #expect(bench.handle(.messageSummary(user: "201", MessageSummary(new: 2, old: 8)), at: 0) == [])
    #expect(try subscribe(&bench) == ["200 SUBSCRIBE 2", Self.notify(1, 2, 8)])
    let ok = try #require(bench.lastResponse)
    #expect(ok.headers[first: .expires] == "600")
    #expect(ok.headers[first: .contact] == "<sip:192.0.2.100:5060>")
    let notify = try #require(bench.lastRequest)
    #expect(notify.from.tag == ok.to.tag)
    #expect(notify.to.tag == "phone-21")
    #expect(notify.uri.text == "sip:ann@198.51.100.21:40000")
    #expect(notify.headers[first: .event] == "message-summary")
    #expect(notify.headers[first: .subscriptionState] == "active;expires=600")
    #expect(notify.headers[first: .contentType] == "application/simple-message-summary")
    #expect(notify.headers[first: .contact] == "<sip:192.0.2.100:5060>")
    #expect(bench.flows.last == phone.flow)
    #expect(try answer(&bench, at: 50) == [])

    let more = EndpointInput.messageSummary(user: "201", MessageSummary(new: 3, old: 8))
    #expect(bench.handle(more, at: 5000) == [Self.notify(2, 3, 8)])
    #expect(bench.lastRequest?.headers[first: .subscriptionState] == "active;expires=595")
    _ = try answer(&bench)
    #expect(bench.handle(more, at: 6000) == [])

    #expect(try refresh(&bench, cseq: 3, expires: 300, at: 100_000) == ["200 SUBSCRIBE 3", Self.notify(3, 3, 8)])
    #expect(bench.lastRequest?.headers[first: .subscriptionState] == "active;expires=300")
    _ = try answer(&bench)
    #expect(try refresh(&bench, cseq: 4, expires: 0, at: 200_000) == ["200 SUBSCRIBE 4", Self.notify(4, 3, 8)])
    #expect(bench.lastResponse?.headers[first: .expires] == "0")
    #expect(bench.lastRequest?.headers[first: .subscriptionState] == "terminated;reason=timeout")
    _ = try answer(&bench)
    #expect(try refresh(&bench, cseq: 5, expires: 300, at: 200_100) == ["481 SUBSCRIBE 5"])
    _ = bench.run(until: 700_000)
    #expect(bench.endpoint.nextDeadline == nil)
    #expect(bench.isEmpty)
  }

  @Test("a subscription that is not refreshed ends with a last NOTIFY")
  func expiry() throws {
    var bench = Bench()
    _ = try subscribe(&bench, expires: "Expires: 60")
    _ = try answer(&bench, at: 10)
    #expect(bench.run(until: 59_999) == [])
    #expect(bench.run(until: 60_000) == [Self.notify(2, 0, 0)])
    #expect(bench.lastRequest?.headers[first: .subscriptionState] == "terminated;reason=timeout")
    _ = try answer(&bench)
    #expect(bench.handle(.messageSummary(user: "201", MessageSummary(new: 1, old: 0)), at: 61_000) == [])
  }

  /// What a phone wishes and what it gets.
  @Test(
    "how long a subscription holds",
    arguments: [
      (nil, "3600"), ("Expires: 86400", "3600"), ("Expires: 60", "60"), ("Expires: soon", "3600"),
      ("Expires: 0", "0"),
    ] as [(String?, String)])
  func lifetimes(wish: String?, granted: String) throws {
    var bench = Bench()
    #expect(try subscribe(&bench, expires: wish).first == "200 SUBSCRIBE 2")
    #expect(bench.lastResponse?.headers[first: .expires] == granted)
  }

  @Test("Expires: 0 without a subscription asks once: the state comes and nothing stays")
  func poll() throws {
    var bench = Bench()
    #expect(try subscribe(&bench, expires: "Expires: 0") == ["200 SUBSCRIBE 2", Self.notify(1, 0, 0)])
    #expect(bench.lastRequest?.headers[first: .subscriptionState] == "terminated;reason=timeout")
    _ = try answer(&bench)
    #expect(bench.handle(.messageSummary(user: "201", MessageSummary(new: 1, old: 0)), at: 5000) == [])
  }

  @Test("too brief a wish: 423 with Min-Expires, at the start and in a refresh, which changes nothing")
  func tooBrief() throws {
    var bench = Bench()
    #expect(try subscribe(&bench, expires: "Expires: 59") == ["423 SUBSCRIBE 2"])
    #expect(bench.lastResponse?.headers[first: .minExpires] == "60")
    _ = try subscribe(&bench, number: 2)
    _ = try answer(&bench)
    #expect(try refresh(&bench, cseq: 3, expires: 5) == ["423 SUBSCRIBE 3"])
    #expect(bench.handle(.messageSummary(user: "201", MessageSummary(new: 1, old: 0)), at: 5000).count == 1)
  }

  @Test(
    "other packages: 489 with Allow-Events; other formats: 406 with Accept; other accounts: 403",
    arguments: [
      (["Event: presence"], "sip:201@example.com", "489"), (["Event: Message-Summary"], "sip:201@example.com", "489"),
      ([], "sip:201@example.com", "489"), (["Event: ;id=1"], "sip:201@example.com", "489"),
      (["Event: message-summary", "Accept: application/pidf+xml"], "sip:201@example.com", "406"),
      (["Event: message-summary"], "sip:202@example.com", "403"),
      (["Event: message-summary", "Require: eventlist"], "sip:201@example.com", "420"),
      (["Event: message-summary"], "sip:example.com", "200"),
      (["Event: message-summary;id=7", "Accept: */*"], "sip:201@example.com", "200"),
      (["o: message-summary"], "sip:201@example.com", "200"),
      (
        ["Event: message-summary", "Accept: text/plain, application/simple-message-summary;q=0.5"],
        "sip:201@example.com", "200"
      ),
    ])
  func refusals(lines: [String], uri: String, code: String) throws {
    var bench = Bench()
    #expect(try subscribe(&bench, uri: uri, lines: lines).first == "\(code) SUBSCRIBE 2")
    let response = try #require(bench.lastResponse)
    #expect(response.headers[first: .allowEvents] == (code == "489" ? "message-summary" : nil))
    #expect(response.headers[first: .accept] == (code == "406" ? "application/simple-message-summary" : nil))
    if code == "200", lines[0].contains("id=7") {
      #expect(bench.lastRequest?.headers[first: .event] == "message-summary;id=7")
    }
  }

  @Test("a trunk may not subscribe, a stranger is asked who he is")
  func others() {
    var bench = Bench()
    let lines = ["Event: message-summary"]
    let trunk = Peer.trunk.request("SUBSCRIBE", cseq: 1, branch: "z9hG4bK1", extra: lines)
    #expect(bench.receive(trunk) == ["403 SUBSCRIBE 1"])
    let stranger = Peer.stranger.request("SUBSCRIBE", cseq: 1, branch: "z9hG4bK2", extra: lines)
    #expect(bench.receive(stranger, from: .stranger) == ["# challenged", "407 SUBSCRIBE 1"])
    #expect(bench.endpoint.nextDeadline == nil)
  }

  @Test("a NOTIFY that is refused or never answered ends the subscription (RFC 6665 §4.2.2)", arguments: [481, 404, 0])
  func failedNotify(code: Int) throws {
    var bench = Bench()
    _ = try subscribe(&bench)
    if code == 0 { _ = bench.run(until: 33_000) } else { _ = try answer(&bench, code) }
    #expect(bench.handle(.messageSummary(user: "201", MessageSummary(new: 1, old: 0)), at: 40_000) == [])
    #expect(try refresh(&bench, cseq: 3, expires: 300, at: 41_000) == ["481 SUBSCRIBE 3"])
  }

  @Test("a refusal with Retry-After does not end it; a challenge does, and no credentials leave")
  func retryAfter() throws {
    var bench = Bench()
    _ = try subscribe(&bench)
    #expect(try answer(&bench, 503, extra: ["Retry-After: 5"], at: 10) == [])
    #expect(bench.handle(.messageSummary(user: "201", MessageSummary(new: 1, old: 0)), at: 5000).count == 1)
    _ = try answer(&bench, 401, extra: ["WWW-Authenticate: Digest realm=\"example.com\", nonce=\"n\""], at: 5010)
    #expect(bench.lastRequest?.headers.contains(.authorization) == false)
    #expect(bench.handle(.messageSummary(user: "201", MessageSummary(new: 2, old: 0)), at: 9000) == [])
  }

  @Test("changes within a second are told once, with what is true then")
  func rate() throws {
    var bench = Bench()
    _ = try subscribe(&bench)
    func change(_ new: Int, at milliseconds: Int) -> [String] {
      bench.handle(.messageSummary(user: "201", MessageSummary(new: new, old: 0)), at: milliseconds)
    }
    // The first NOTIFY is on its way: nothing follows before its answer.
    #expect(change(1, at: 5000) == [])
    #expect(try answer(&bench, at: 5100) == [Self.notify(2, 1, 0)])
    #expect(try answer(&bench, at: 5200) == [])
    #expect(change(2, at: 5300) == [])
    #expect(change(3, at: 5400) == [])
    #expect(bench.run(until: 6099) == [])
    #expect(bench.run(until: 6100) == [Self.notify(3, 3, 0)])
  }

  @Test("a repeated SUBSCRIBE is answered from its transaction; one out of order gets 500")
  func order() throws {
    var bench = Bench()
    _ = try subscribe(&bench)
    _ = try answer(&bench)
    #expect(try refresh(&bench, cseq: 5, expires: 300, at: 10_000).first == "200 SUBSCRIBE 5")
    _ = try answer(&bench)
    #expect(try refresh(&bench, cseq: 4, expires: 300, at: 11_000) == ["500 SUBSCRIBE 4"])
    #expect(
      try refresh(&bench, cseq: 5, expires: 300, at: 12_000)
        == ["# retransmissionReceived", "# retransmissionSent", "200 SUBSCRIBE 5"])
  }

  @Test("a SUBSCRIBE within a dialog for another package or id belongs to no subscription: 481")
  func foreignRefresh() throws {
    var bench = Bench()
    _ = try subscribe(&bench)
    #expect(try refresh(&bench, cseq: 3, expires: 300, event: "presence") == ["481 SUBSCRIBE 3"])
    #expect(try refresh(&bench, cseq: 4, expires: 300, event: "message-summary;id=9") == ["481 SUBSCRIBE 4"])
  }

  @Test("an account has at most ten subscriptions: the oldest makes room and is told so")
  func limit() throws {
    var bench = Bench()
    for number in 1...10 {
      #expect(try subscribe(&bench, number: number).count == 2)
      _ = try answer(&bench)
    }
    let lines = try subscribe(&bench, number: 11)
    #expect(lines.map { $0.prefix(8) } == ["200 SUBS", "NOTIFY 2", "NOTIFY 1"])
    let notifies = bench.recentRequests.suffix(2)
    #expect(
      notifies.map { $0.headers[first: .subscriptionState] } == ["terminated;reason=rejected", "active;expires=600"])
    #expect(notifies.first?.callID == "subscribe-1")
    #expect(bench.handle(.messageSummary(user: "201", MessageSummary(new: 1, old: 0)), at: 5000).count == 9)
  }

  @Test("an account that is taken away takes its subscriptions along")
  func accountRemoved() throws {
    var bench = Bench()
    _ = try subscribe(&bench)
    _ = try answer(&bench)
    #expect(bench.handle(.accounts([:]), at: 5000).count == 1)
    #expect(bench.lastRequest?.headers[first: .subscriptionState] == "terminated;reason=rejected")
    #expect(bench.handle(.messageSummary(user: "201", MessageSummary(new: 1, old: 0)), at: 9000) == [])
  }

  @Test("NOTIFY follows the route set of the SUBSCRIBE, which the 200 gives back")
  func routeSet() throws {
    var bench = Bench()
    let routes = ["Record-Route: <sip:198.51.100.21;lr>", "Record-Route: <sip:10.0.0.1;lr>"]
    _ = try subscribe(&bench, lines: ["Event: message-summary"] + routes)
    #expect(bench.lastResponse?.headers.all(.recordRoute) == ["<sip:198.51.100.21;lr>", "<sip:10.0.0.1;lr>"])
    #expect(bench.lastRequest?.headers.all(.route) == ["<sip:198.51.100.21;lr>", "<sip:10.0.0.1;lr>"])
  }

  @Test("phones that never subscribed are told only where the configuration says so", arguments: [true, false])
  func unasked(isOn: Bool) throws {
    var bench = Bench { $0.notifiesUnasked = isOn }
    _ = try bench.register(21)
    let lines = bench.handle(.messageSummary(user: "201", MessageSummary(new: 1, old: 0)), at: 5000)
    #expect(lines == (isOn ? [Self.notify(1, 1, 0)] : []))
    #expect(bench.handle(.messageSummary(user: "999", MessageSummary(new: 1, old: 0)), at: 5000) == [])
    guard isOn else { return }
    #expect(try bench.answer(21, 481, to: .notify) == [])
    _ = try subscribe(&bench)
    _ = try answer(&bench)
    #expect(bench.handle(.messageSummary(user: "201", MessageSummary(new: 2, old: 0)), at: 9000).count == 1)
    #expect(bench.lastRequest?.to.tag == "phone-21")
  }
}
