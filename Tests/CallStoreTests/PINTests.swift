import CallControl
import CallQueues
import CallStore
import Foundation
import Redaction
import Testing
import Timekeeping

@Suite("PINs in the record", .timeLimit(.minutes(1)))
struct PINTests {
  let folder = DataFolder()
  private static let phone = PINSource.phone(Redacted("202"))

  private func store(withPIN pin: String = "7294") async throws -> CallStore {
    let store = try folder.open()
    try await store.add(.example(), at: .day(0))
    try await store.setPIN(PINHash(of: Redacted(pin), cost: .least), of: "ana", at: .day(0))
    return store
  }

  private func judge(_ pin: String, _ store: CallStore, at seconds: Int) async throws -> Bool {
    let isRight = try #require(try await store.pin(of: "ana")).matches(Redacted(pin))
    return try await store.judgePIN(isRight: isRight, of: "ana", from: Self.phone, at: .day(seconds))
  }

  @Test("scrypt is that of RFC 7914, and two hashes of one PIN differ")
  func hashes() throws {
    let first = try PINHash(of: Redacted("7294"), cost: .least)
    let second = try PINHash(of: Redacted("7294"), cost: .least)
    #expect(first.salt != second.salt && first.key != second.key)
    let (right, wrong) = (try first.matches(Redacted("7294")), try first.matches(Redacted("7295")))
    #expect(right && !wrong)
    #expect(first.key.exposed.count == 32 && first.salt.count == PINHash.saltLength)
    let nobody = try PINHash(cost: .least, salt: PINHash.nobodys.salt, key: PINHash.nobodys.key).matches(
      Redacted("7294"))
    #expect(!nobody)
    #expect(PINHash.nobodys.cost == .standard)
    #expect(!"\(first)".contains("7294"))
  }

  @Test("a PIN is kept as its hash alone, and goes with its agent")
  func keeping() async throws {
    let store = try await store(withPIN: "72940816")
    let opens = try await judge("72940816", store, at: 1)
    #expect(opens)
    try store.close()
    for name in ["switchboard.sqlite", "switchboard.sqlite-wal"] {
      let octets = (try? Data(contentsOf: URL(filePath: folder.path + "/Data/" + name))) ?? Data()
      #expect(octets.range(of: Data("72940816".utf8)) == nil, "\(name)")
    }
    let again = try folder.open()
    try await again.update(.example(), at: .day(2))
    #expect(try await again.pin(of: "ana") != nil)
    try await again.remove("ana")
    try await again.add(.example(), at: .day(3))
    #expect(try await again.pin(of: "ana") == nil)
    await #expect(throws: CallStoreError.self) { try await again.removePIN(of: "ana") }
    await #expect(throws: CallStoreError.self) { try await again.unlockPIN(of: "ben") }
    await #expect(throws: CallStoreError.self) {
      try await again.setPIN(.nobodys, of: "ben", at: .day(3))
    }
  }

  @Test("a lock outlives the process, is shown, and can be taken away")
  func lock() async throws {
    var store = try await store()
    for second in 1...5 {
      let opened = try await judge("0000", store, at: second)
      #expect(!opened)
    }
    // As after a kill: nothing is asked of the store before its file is opened again.
    store = try folder.open()
    let opened = try await judge("7294", store, at: 60)
    #expect(!opened)
    let standings = try await store.pinStandings(at: .day(60))
    #expect(standings == ["ana": PINStanding(isSet: true, lockedUntil: .day(5 + 900))])
    let locks = try await store.pinLocks(at: .day(60))
    #expect(locks.agents == 1 && locks.sources == 1)
    let later = try await store.pinLocks(at: .day(906))
    #expect(later.agents == 0 && later.sources == 0)
    #expect(try await store.pinStandings(at: .day(906)) == ["ana": PINStanding(isSet: true)])

    try await store.unlockPIN(of: "ana")
    let fromElsewhere = try await store.judgePIN(isRight: true, of: "ana", from: .phone(Redacted("203")), at: .day(61))
    #expect(fromElsewhere)
    // The phone that guessed has still to wait.
    let fromThere = try await judge("7294", store, at: 61)
    #expect(!fromThere)
    try await store.add(.example("ben", phone: "202"), at: .day(62))
    try await store.unlockPIN(of: "ben")
    let after = try await judge("7294", store, at: 63)
    #expect(after)
  }

  @Test("of many tries at once no more count than are allowed")
  func atOnce() async throws {
    let store = try await store()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask {
          _ = try? await store.judgePIN(
            isRight: false, of: "ana", from: .trunk("carrier", caller: Redacted("\(number)")), at: .day(number))
        }
      }
    }
    let opened = try await store.judgePIN(isRight: true, of: "ana", from: .phone(Redacted("201")), at: .day(30))
    #expect(!opened)
    let locks = try await store.pinStandings(at: .day(30))["ana"]?.lockedUntil
    #expect(locks != nil)
  }

  @Test("an account that is nobody's counts for its source alone")
  func nobody() async throws {
    let store = try await store()
    for second in 1...5 {
      let opened = try await store.judgePIN(isRight: false, of: nil, from: Self.phone, at: .day(second))
      #expect(!opened)
    }
    #expect(try await store.pinStandings(at: .day(6)) == ["ana": PINStanding(isSet: true)])
    let opened = try await judge("7294", store, at: 6)
    #expect(!opened)
  }
}
