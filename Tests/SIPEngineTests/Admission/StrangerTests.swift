import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Endpoint: strangers, scanners and guessers")
struct StrangerTests {
  private let house = Peer(address: TransportAddress(host: "198.51.100.20", port: 40_000), user: "201", calls: "201")

  private func register(
    _ bench: inout Bench, user: String = "201", password: String, number: Int, from peer: Peer? = nil,
    at milliseconds: Int? = nil
  ) throws -> [String] {
    var phone = peer ?? house
    (phone.user, phone.calls, phone.callID) = (user, user, "register-\(user)-\(number)")
    let uri = "sip:example.com"
    let branch = "z9hG4bK\(user)\(number)"
    let first = bench.receive(
      phone.request("REGISTER", cseq: 1, branch: branch, uri: uri), from: phone, at: milliseconds)
    guard first.last?.hasPrefix("401") == true else { return first }
    let challenges = try #require(bench.lastResponse?.headers.all(.wwwAuthenticate))
    let proof = try PhoneDigest(user: user, password: password).line(for: challenges, uri: uri)
    return bench.receive(phone.request("REGISTER", cseq: 2, branch: branch, uri: uri, extra: [proof]), from: phone)
  }

  @Test("ten wrong passwords lock the source out; it is not answered any more, a phone elsewhere is")
  func lockOut() throws {
    var bench = Bench()
    for number in 1...9 {
      #expect(try register(&bench, password: "guess", number: number) == ["# refused", "403 REGISTER 2"])
    }
    #expect(try register(&bench, password: "guess", number: 10) == ["# refused", "# lockedOut", "403 REGISTER 2"])
    #expect(try register(&bench, password: "secret", number: 11) == ["# ignored"])
    #expect(bench.receive(house.invite(branch: "z9hG4bKlocked"), from: house) == ["# ignored"])
    #expect(bench.receive(octets("junk"), from: house) == ["# ignored"])
    let elsewhere = Peer(address: TransportAddress(host: "198.51.100.21", port: 5060))
    #expect(
      try register(&bench, password: "secret", number: 12, from: elsewhere) == ["200 REGISTER 2", "* registered"])
    #expect(
      try register(&bench, password: "secret", number: 13, at: 15 * 60_000) == ["200 REGISTER 2", "* registered"])
  }

  @Test("an account that does not exist is locked out exactly as one that does")
  func noOracle() throws {
    var traces: [[String]] = []
    for user in ["201", "999"] {
      var bench = Bench()
      traces.append(try (1...12).flatMap { try register(&bench, user: user, password: "guess", number: $0) })
    }
    #expect(traces[0] == traces[1])
    #expect(traces[0].suffix(2) == ["# ignored", "# ignored"])
  }

  @Test("a forged source address locks nobody out: without the nonce that was sent there nothing counts")
  func forgedFailures() throws {
    var bench = Bench()
    let uri = "sip:example.com"
    for number in 1...200 {
      let line = PhoneDigest(password: "guess").line(
        nonce: "forged", realm: "example.com", method: "REGISTER", uri: uri)
      let request = house.request("REGISTER", cseq: number, branch: "z9hG4bK\(number)", uri: uri, extra: [line])
      let answer = bench.receive(request, from: house, at: number * 200)
      #expect(answer.first == "# refused")
    }
    #expect(try register(&bench, password: "secret", number: 1) == ["200 REGISTER 2", "* registered"])
  }

  @Test("a call goes on although its phone's address was locked out or asked too much")
  func runningCall() throws {
    var bench = Bench()
    let uri = "sip:100@192.0.2.100"
    _ = bench.receive(house.invite(cseq: 1, branch: "z9hG4bK1"), from: house)
    let proof = try PhoneDigest(user: "201", algorithm: .md5)
      .line(for: try #require(bench.lastResponse?.headers.all(.proxyAuthenticate)), method: "INVITE", uri: uri)
      .replacing("Authorization", with: "Proxy-Authorization")
    _ = bench.receive(house.invite(cseq: 2, branch: "z9hG4bK2", extra: [proof]), from: house)
    _ = bench.command(.answer(octets("answer")))
    let tag = try #require(bench.lastResponse?.to.tag)
    for number in 1...120 {
      _ = try register(&bench, user: "9\(number)", password: "guess", number: number, at: number * 1000)
    }
    #expect(bench.receive(house.invite(branch: "z9hG4bKlocked"), from: house) == ["# ignored"])
    #expect(bench.receive(house.ack(cseq: 2, toTag: tag), from: house) == ["* confirmed"])
    let bye = house.request("BYE", cseq: 3, branch: "z9hG4bKbye", toTag: tag)
    #expect(bench.receive(bye, from: house) == ["200 BYE 3", "* ended(remoteHangUp)"])
  }

  @Test("beyond its rate a stranger is not answered; a phone with a nonce of ours is")
  func rate() throws {
    var bench = Bench()
    let uri = "sip:example.com"
    let register = house.request("REGISTER", cseq: 1, branch: "z9hG4bKr", uri: uri)
    #expect(bench.receive(register, from: house, at: 0) == ["# challenged", "401 REGISTER 1"])
    let challenges = try #require(bench.lastResponse?.headers.all(.wwwAuthenticate))
    var answers: [String: Int] = [:]
    for number in 0..<200 {
      let options = house.request("OPTIONS", cseq: number, branch: "z9hG4bK\(number)")
      for line in bench.receive(options, from: house, at: 0) {
        answers[line.prefix { !$0.isNumber }.description, default: 0] += 1
      }
    }
    #expect(answers["# rateLimited"] == 151)
    #expect(answers["# challenged"] == 49)
    // With a nonce that was not issued to this address it is no better, nor with none that can be read.
    for line in [
      PhoneDigest().line(nonce: "forged", realm: "example.com", method: "REGISTER", uri: uri),
      "Authorization: Digest realm=\"elsewhere\"",
    ] {
      let forged = house.request("REGISTER", cseq: 2, branch: "z9hG4bKf", uri: uri, extra: [line])
      #expect(bench.receive(forged, from: house, at: 0) == ["# rateLimited"])
    }
    let broken = String(decoding: register, as: UTF8.self).replacing(
      "Max-Forwards: 70", with: "Authorization: x\r\nMax-Forwards: x")
    #expect(bench.receive(Array(broken.utf8), from: house, at: 0) == ["# malformed", "# rateLimited"])
    let proof = try PhoneDigest().line(for: challenges, uri: uri)
    let proved = house.request("REGISTER", cseq: 3, branch: "z9hG4bKp", uri: uri, extra: [proof])
    #expect(bench.receive(proved, from: house, at: 0) == ["200 REGISTER 3", "* registered"])
  }

  @Test("strays and junk cost as much as questions")
  func strays() {
    var bench = Bench()
    var answered = 0
    for number in 0..<100 {
      let lines =
        switch number % 4 {
        case 0: bench.receive(house.request("BYE", cseq: 1, branch: "z9hG4bK\(number)", toTag: "x"), from: house, at: 0)
        case 1: bench.receive(house.request("CANCEL", cseq: 1, branch: "z9hG4bK\(number)"), from: house, at: 0)
        case 2: bench.receive(octets("junk"), from: house, at: 0)
        default: bench.receive(house.request("OPTIONS", cseq: 1, branch: "z9hG4bK\(number)"), from: house, at: 0)
        }
      if !lines.contains(where: { ["# rateLimited", "# ignored"].contains($0) }) { answered += 1 }
    }
    #expect(answered == 50)
  }

  @Test(
    "a scan for extensions is answered the same for each and ends with a lock-out",
    arguments: ["REGISTER", "INVITE", "OPTIONS"])
  func scan(method: String) {
    var bench = Bench()
    var answers: [String] = []
    for user in 190...240 {
      var scanner = house
      (scanner.user, scanner.calls, scanner.callID) = ("\(user)", "\(user)", "scan-\(user)")
      let uri = method == "REGISTER" ? "sip:example.com" : "sip:\(user)@example.com"
      let lines = bench.receive(
        scanner.request(method, cseq: 1, branch: "z9hG4bK\(user)", uri: uri, body: method == "INVITE" ? "o" : nil),
        from: scanner)
      answers.append(lines.joined(separator: " "))
    }
    let code = method == "REGISTER" ? "401" : "407"
    #expect(answers.prefix(29).allSatisfy { $0 == "# challenged \(code) \(method) 1" })
    #expect(answers[29] == "# challenged # lockedOut \(code) \(method) 1")
    #expect(answers.dropFirst(30).allSatisfy { $0 == "# ignored" })
  }

  @Test("a trunk is never limited and never locked out")
  func trunk() {
    var bench = Bench()
    for number in 0..<500 {
      var phone = Peer.trunk
      phone.user = "201"
      phone.callID = "call-\(number)"
      let lines = bench.receive(phone.invite(branch: "z9hG4bK\(number)"), at: 0)
      #expect(lines == ["# challenged", "407 INVITE 1"])
    }
    #expect(bench.receive(Peer.trunk.request("OPTIONS", cseq: 1, branch: "z9hG4bKo")) == ["200 OPTIONS 1"])
  }

  @Test("an account may have so many calls at once; the next one gets 503, and one that ends makes room")
  func callsOfOneAccount() throws {
    var bench = Bench { $0.limits.sessionsPerAccount = 2 }
    func call(_ number: Int) throws -> [String] {
      var phone = house
      phone.callID = "call-\(number)"
      let uri = "sip:100@192.0.2.100"
      _ = bench.receive(phone.invite(cseq: 1, branch: "z9hG4bK\(number)a"), from: phone)
      let proof = try PhoneDigest(user: "201")
        .line(for: try #require(bench.lastResponse?.headers.all(.proxyAuthenticate)), method: "INVITE", uri: uri)
      return bench.receive(phone.invite(cseq: 2, branch: "z9hG4bK\(number)b", extra: [proof]), from: phone)
    }
    for number in 1...2 { #expect(try call(number) == ["100 INVITE 2", "* offered(offer)"]) }
    #expect(try call(3) == ["# overloaded", "503 INVITE 2"])
    _ = bench.command(.hangUp(.normal))
    #expect(try call(4) == ["100 INVITE 2", "* offered(offer)"])
    #expect(try call(5) == ["# overloaded", "503 INVITE 2"])
  }
}
