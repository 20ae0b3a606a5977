import SIPSyntax
import Testing

@Suite("Header fields of transfers and subscriptions (RFC 3515, RFC 3891, RFC 6665)")
struct TransferFieldTests {
  @Test("Replaces is read in any order of its parameters and written as it was meant")
  func replaces() throws {
    let read = try Replaces(parsing: " 425928@phone.example.org ;from-tag=7743 ; to-tag=6472;early-only ")
    #expect(
      read == Replaces(callID: "425928@phone.example.org", toTag: "6472", fromTag: "7743", isEarlyOnly: true))
    #expect(read.text == "425928@phone.example.org;to-tag=6472;from-tag=7743;early-only")
    #expect(try Replaces(parsing: read.text) == read)
  }

  @Test(
    "a Replaces that names no dialog is refused",
    arguments: [
      "", "a", "a;to-tag=b", "a;from-tag=b", "a;to-tag=;from-tag=b", ";to-tag=a;from-tag=b",
      "a;to-tag=b;to-tag=c;from-tag=d", "a;to-tag=b;from-tag=c, d;to-tag=e;from-tag=f",
    ])
  func brokenReplaces(text: String) {
    #expect(throws: SIPParseError.self) { try Replaces(parsing: text) }
  }

  @Test("Event names its package in any case, and its id exactly")
  func event() throws {
    #expect(try EventType(parsing: "REFER;id=93809824") == EventType("refer", id: "93809824"))
    #expect(try EventType(parsing: "message-summary") == EventType("message-summary"))
    #expect(EventType("refer", id: "7").text == "refer;id=7")
    for broken in ["", ";id=1", "refer, dialog", "refer;id"] where broken != "refer;id" {
      #expect(throws: SIPParseError.self, "\(broken)") { try EventType(parsing: broken) }
    }
  }

  @Test("Subscription-State: its state, its expiry, its reason; an unknown state has not ended")
  func subscriptionState() throws {
    #expect(try SubscriptionState(parsing: "active;expires=60") == SubscriptionState(.active, expires: 60))
    #expect(
      try SubscriptionState(parsing: "Terminated; reason=noresource")
        == SubscriptionState(.terminated, reason: "noresource"))
    #expect(try SubscriptionState(parsing: "waiting").value == .active)
    #expect(try SubscriptionState(parsing: "active;expires=99999999999").expires == nil)
    #expect(SubscriptionState(.terminated, reason: "timeout").text == "terminated;reason=timeout")
    #expect(throws: SIPParseError.self) { try SubscriptionState(parsing: "") }
  }

  @Test("a sipfrag is one status line, and is read from the first line of whatever comes")
  func fragment() {
    #expect(SIPFragment.body(of: .busyHere) == Array("SIP/2.0 486 Busy Here\r\n".utf8))
    for (text, code) in [
      ("SIP/2.0 200 OK", 200), ("SIP/2.0 603 Declined\r\nContact: <sip:a@b>\r\n", 603), ("sip/2.0 180", 180),
      ("SIP/2.0 100\r\n", 100),
    ] { #expect(SIPFragment.status(in: Array(text.utf8)) == StatusCode(rawValue: code), "\(text)") }
    for text in ["", "SIP/2.0", "SIP/2.0 ", "SIP/2.0 20 OK", "SIP/2.0 2000", "SIP/2.0 700 X", "SIP/2.0 200X", "INVITE"]
    {
      #expect(SIPFragment.status(in: Array(text.utf8)) == nil, "\(text)")
    }
  }

  private func target(_ values: String...) throws(SIPParseError) -> ReferTarget {
    var headers = HeaderFields()
    for value in values { headers.append(.referTo, value) }
    return try ReferTarget(of: headers)
  }

  @Test("Refer-To gives the URI without its header part, and the Replaces that stood there")
  func referTo() throws {
    let plain = try target("\"Ben\" <sip:202@example.com>")
    #expect(plain.uri.text == "sip:202@example.com")
    #expect(plain.replaces == nil && plain.method == .invite)
    let attended = try target(
      "<sip:202@example.com;user=phone?Subject=x&Replaces=12345%40118.3%3Bto-tag%3D12345%3Bfrom-tag%3D5FFE-3994>")
    #expect(attended.uri.text == "sip:202@example.com;user=phone")
    #expect(attended.replaces == Replaces(callID: "12345@118.3", toTag: "12345", fromTag: "5FFE-3994"))
    #expect(try target("<sip:a@b;method=SUBSCRIBE>").method == .subscribe)
    #expect(try target("<tel:+34600111222>").uri.user == "+34600111222")
  }

  @Test(
    "no escaped control character gets through, wherever it stands",
    arguments: [
      "<sip:2%0d%0a@b>", "<sip:a:%00@b>", "<sip:a@b?X=%0A>", "<sip:a@b?X%0D=1>", "<sip:a@b?Replaces=a%0A%3Bto-tag%3Db>",
      "<sip:a%7F@b>",
    ])
  func controlCharacters(value: String) {
    #expect(throws: SIPParseError.self) { try self.target(value) }
  }

  @Test("none, two, or no address at all: refused")
  func noTarget() {
    #expect(throws: SIPParseError.self) { try self.target() }
    #expect(throws: SIPParseError.self) { try self.target("<sip:a@b>", "<sip:c@d>") }
    #expect(throws: SIPParseError.self) { try self.target("<>") }
  }
}
