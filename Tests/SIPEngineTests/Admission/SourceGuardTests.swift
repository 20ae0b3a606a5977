import SIPEngine
import Testing
import Timekeeping

@Suite("Who asks too much and who guesses")
struct SourceGuardTests {
  private let office = SourceKey("198.51.100.20")
  private let elsewhere = SourceKey("203.0.113.5")

  private func watchman(_ change: (inout SourceLimits) -> Void = { _ in }) -> SourceGuard {
    var limits = SourceLimits()
    change(&limits)
    return SourceGuard(limits: limits, seed: 3)
  }

  private func at(_ seconds: Double) -> Moment { Moment(sinceZero: .seconds(seconds)) }

  // MARK: Rate

  @Test("a stranger may ask so often at once and so often each second; silence gives it all back")
  func rate() {
    var watchman = watchman()
    for _ in 0..<49 { _ = watchman.noteStranger(office, asking: "201", at: at(0)) }
    #expect(watchman.standing(of: office, at: at(0)) == .welcome)
    _ = watchman.noteStranger(office, asking: "201", at: at(0))
    #expect(watchman.standing(of: office, at: at(0)) == .exhausted)
    #expect(watchman.standing(of: elsewhere, at: at(0)) == .welcome)
    #expect(watchman.standing(of: office, at: at(0.09)) == .exhausted)
    #expect(watchman.standing(of: office, at: at(0.1)) == .welcome)
    for _ in 0..<10 { _ = watchman.noteStranger(office, asking: "201", at: at(1)) }
    #expect(watchman.standing(of: office, at: at(1)) == .exhausted)
    for _ in 0..<49 { _ = watchman.noteStranger(office, asking: "201", at: at(100)) }
    #expect(watchman.standing(of: office, at: at(100)) == .welcome)
  }

  @Test("where somebody proved a password lately, ten times as much is granted; an hour later no more")
  func provedRate() {
    var watchman = watchman()
    watchman.noteProof(account: "201", at: office, now: at(0))
    for _ in 0..<499 { _ = watchman.noteStranger(office, asking: "x", at: at(60)) }
    #expect(watchman.standing(of: office, at: at(60)) == .welcome)
    _ = watchman.noteStranger(office, asking: "x", at: at(60))
    #expect(watchman.standing(of: office, at: at(60)) == .exhausted)
    for _ in 0..<50 { _ = watchman.noteStranger(office, asking: "x", at: at(3700)) }
    #expect(watchman.standing(of: office, at: at(3700)) == .exhausted)
  }

  @Test("one customer's IPv6 network is one source; an IPv4 address is one; loopback is never limited")
  func keys() {
    #expect(SourceKey("2001:db8:1:2::1") == SourceKey("2001:db8:1:2:ffff:0:0:9"))
    #expect(SourceKey("2001:db8:1:2::1") != SourceKey("2001:db8:1:3::1"))
    #expect(SourceKey("192.0.2.1") != SourceKey("192.0.2.2"))
    #expect(SourceKey("::ffff:192.0.2.1") != SourceKey("192.0.2.1"))
    #expect(SourceKey("127.0.0.1").isLoopback)
    #expect(SourceKey("::1").isLoopback)
    #expect(!SourceKey("128.0.0.1").isLoopback)
    #expect(!SourceKey("fe80::1").isLoopback)
    var watchman = watchman()
    for number in 0..<1000 { _ = watchman.noteStranger(SourceKey("127.0.0.1"), asking: "\(number)", at: at(0)) }
    #expect(watchman.standing(of: SourceKey("127.0.0.1"), at: at(0)) == .welcome)
  }

  // MARK: Guessing

  @Test("the tenth wrong password within five minutes locks out; the ninth and one later do not")
  func tenthFailure() {
    var watchman = watchman()
    for number in 1...9 { #expect(watchman.noteFailure(account: "201", at: office, now: at(Double(number))) == false) }
    #expect(watchman.noteFailure(account: "201", at: office, now: at(302)) == false)
    #expect(watchman.standing(of: office, at: at(302)) == .welcome)
    for number in 2...9 {
      #expect(watchman.noteFailure(account: "201", at: office, now: at(302 + Double(number))) == false)
    }
    #expect(watchman.noteFailure(account: "201", at: office, now: at(312)) == true)
    #expect(watchman.standing(of: office, at: at(312)) == .lockedOut)
    #expect(watchman.isLockedOut(account: "201", at: office, now: at(312)) == true)
  }

  @Test("a lock-out holds for its source alone: a phone at another address is not locked out by a guesser")
  func otherAddress() {
    var watchman = watchman()
    for _ in 0..<10 { _ = watchman.noteFailure(account: "201", at: office, now: at(0)) }
    #expect(watchman.standing(of: elsewhere, at: at(1)) == .welcome)
    #expect(watchman.isLockedOut(account: "201", at: elsewhere, now: at(1)) == false)
  }

  @Test("each lock-out is twice as long as the one before, up to a day; a day without any begins anew")
  func doubling() {
    var watchman = watchman()
    var now = 0.0
    for minutes in [15.0, 30, 60, 120, 240, 480, 960, 1440, 1440] {
      for _ in 0..<10 { _ = watchman.noteFailure(account: "201", at: office, now: at(now)) }
      #expect(watchman.standing(of: office, at: at(now + minutes * 60 - 1)) == .lockedOut, "\(minutes)")
      now += minutes * 60
      #expect(watchman.standing(of: office, at: at(now)) == .welcome, "\(minutes)")
    }
    now += 24 * 3600
    for _ in 0..<10 { _ = watchman.noteFailure(account: "201", at: office, now: at(now)) }
    #expect(watchman.standing(of: office, at: at(now + 900)) == .welcome)
  }

  @Test("the right password makes the wrong ones of that account forgotten")
  func success() {
    var watchman = watchman()
    for _ in 0..<9 { _ = watchman.noteFailure(account: "201", at: office, now: at(0)) }
    watchman.noteProof(account: "201", at: office, now: at(1))
    for _ in 0..<9 { #expect(watchman.noteFailure(account: "201", at: office, now: at(2)) == false) }
    #expect(watchman.standing(of: office, at: at(3)) == .welcome)
  }

  @Test("beside working phones, one with an old password is locked out alone")
  func oneWrongPhone() {
    var watchman = watchman()
    watchman.noteProof(account: "202", at: office, now: at(0))
    for _ in 0..<10 { _ = watchman.noteFailure(account: "201", at: office, now: at(10)) }
    #expect(watchman.isLockedOut(account: "201", at: office, now: at(11)) == true)
    #expect(watchman.isLockedOut(account: "202", at: office, now: at(11)) == false)
    #expect(watchman.standing(of: office, at: at(11)) == .welcome)
  }

  @Test("whoever has one account cannot guess the others by using it in between")
  func guesserWithAnAccount() {
    var watchman = watchman()
    for number in 0..<10 {
      _ = watchman.noteFailure(account: "201", at: office, now: at(Double(number)))
      watchman.noteProof(account: "202", at: office, now: at(Double(number)))
    }
    #expect(watchman.isLockedOut(account: "201", at: office, now: at(10)) == true)
    var isLocked = false
    for number in 0..<100 where !isLocked {
      isLocked = watchman.noteFailure(account: "victim-\(number)", at: office, now: at(20))
    }
    #expect(isLocked)
    #expect(watchman.standing(of: office, at: at(21)) == .lockedOut)
  }

  // MARK: Scanning

  @Test("whoever asks for thirty names and proves nothing is a scanner")
  func names() {
    var watchman = watchman { $0.strangersAtOnce = 1000 }
    for name in 1...29 { #expect(watchman.noteStranger(office, asking: "\(name)", at: at(0)) == false) }
    for _ in 0..<50 { #expect(watchman.noteStranger(office, asking: "7", at: at(1)) == false) }
    #expect(watchman.noteStranger(office, asking: nil, at: at(1)) == false)
    #expect(watchman.noteStranger(office, asking: "30", at: at(1)) == true)
    #expect(watchman.standing(of: office, at: at(2)) == .lockedOut)
    #expect(watchman.standing(of: office, at: at(902)) == .welcome)
  }

  @Test("an office with phones is no scanner, nor is one name after another over hours")
  func noScanner() {
    var watchman = watchman { $0.strangersAtOnce = 1000 }
    watchman.noteProof(account: "201", at: office, now: at(0))
    for name in 1...200 { #expect(watchman.noteStranger(office, asking: "\(name)", at: at(10)) == false) }
    for name in 1...200 {
      #expect(watchman.noteStranger(elsewhere, asking: "\(name)", at: at(Double(name) * 11)) == false)
    }
    #expect(watchman.standing(of: elsewhere, at: at(2500)) == .welcome)
  }

  // MARK: Bounds

  @Test("a hundred thousand forged sources take no more room than the limit, and a lock-out outlives them")
  func bounds() {
    var watchman = watchman { $0.remembered = 1000 }
    for _ in 0..<10 { _ = watchman.noteFailure(account: "201", at: office, now: at(0)) }
    for number in 0..<100_000 {
      let source = SourceKey("10.\(number >> 16).\(number >> 8 & 255).\(number & 255)")
      _ = watchman.noteStranger(source, asking: "201", at: at(1))
    }
    #expect(watchman.remembered <= 3000)
    #expect(watchman.standing(of: office, at: at(2)) == .lockedOut)
  }
}
