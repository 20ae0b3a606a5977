internal import SIPEngine
internal import Synchronization
internal import Timekeeping

/// What the resolver's thread does: takes queries, asks name servers, hands out answers.
final class ResolverWork {
  /// After this time without a question the name servers are read anew: a machine may move to another network.
  private static let channelLifetime = Duration.seconds(60)

  private var channel: NameServerChannel
  private var channelBegan: Moment
  private let servers: String?
  private let inbox: NameResolver.Inbox
  private let bell: ResolverBell
  private let clock: any MomentClock
  private var lookups: Lookups
  private var waiting: [Lookups.ID: NameResolver.Answer] = [:]
  private var lastNumber: UInt64 = 0

  init(
    channel: NameServerChannel, servers: String?, inbox: NameResolver.Inbox, bell: ResolverBell,
    clock: any MomentClock, lookups: Lookups
  ) {
    self.channel = channel
    self.servers = servers
    self.inbox = inbox
    self.bell = bell
    self.clock = clock
    self.lookups = lookups
    channelBegan = clock.now
  }

  func run() {
    while takeLetters() {
      takeAnswers()
      channel.wait(bell: bell.readable)
      takeAnswers()
    }
    for answer in waiting.values { answer(LocatedServers(targets: [], timeToLive: Lookups.retry)) }
  }

  /// False when the resolver is to end.
  private func takeLetters() -> Bool {
    bell.hush()
    let letters = inbox.letters.withLock { letters in
      defer { letters.queries = [] }
      return letters
    }
    if !letters.queries.isEmpty { renewChannel() }
    for (query, answer) in letters.queries {
      lastNumber += 1
      let id = Lookups.ID(number: lastNumber)
      waiting[id] = answer
      perform(lookups.begin(query, as: id, at: clock.now))
    }
    return !letters.isStopping
  }

  private func renewChannel() {
    let now = clock.now
    guard lookups.isIdle, now - channelBegan > Self.channelLifetime else { return }
    // Where a new one cannot be had, the old one knows its servers still.
    guard let renewed = try? NameServerChannel(servers: servers) else { return }
    channel = renewed
    channelBegan = now
  }

  /// Until nothing has come: an answer may lead to a question that a hosts file answers at once.
  private func takeAnswers() {
    var answers = channel.takeAnswers()
    while !answers.isEmpty {
      for (question, answer) in answers { perform(lookups.take(answer, to: question, at: clock.now)) }
      answers = channel.takeAnswers()
    }
  }

  private func perform(_ effects: [Lookups.Effect]) {
    for effect in effects {
      switch effect {
      case .ask(let question): channel.ask(question)
      case .tell(let id, let servers): waiting.removeValue(forKey: id)?(servers)
      }
    }
  }
}
