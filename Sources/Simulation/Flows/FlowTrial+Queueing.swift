package import CallFlows
internal import CallQueues
internal import Timekeeping

/// Where a caller waits, or hears first that the conversation will be recorded.
struct QueuePlace: Sendable {
  var entry: QueueEntry
  var announce = Announcements(first: .zero, every: .zero, place: .never, wait: false)
  /// `nil`: not now, and not before the staff changes.
  var pickUp: Moment?
  var nobody: Moment?
  var timeout: Moment?
  var nextAnnouncement: Moment?
  var hasToldPlace = false

  /// Nobody else waits on the bench.
  static let place = 1

  var next: Moment? { [pickUp, nobody, timeout, nextAnnouncement].compactMap { $0 }.min() }
}

/// Waiting.
extension FlowTrial {
  mutating func enterQueue(_ entry: QueueEntry) {
    guard let announcement = recordingAnnouncement(for: entry), !announced.contains(announcement) else {
      return join(entry)
    }
    place = QueuePlace(entry: entry)
    play([PromptReference(announcement, in: language)], for: .beforeQueue(announcement))
  }

  private func recordingAnnouncement(for entry: QueueEntry) -> PromptName? {
    guard let recording = entry.recording else {
      return bench.queues[entry.queue]?.record?.announce.map { PromptName($0) }
    }
    return recording.announcement
  }

  mutating func join(_ entry: QueueEntry) {
    let settings = bench.queues[entry.queue] ?? QueueSettings(id: QueueID(entry.queue.text))
    let announce = entry.announce ?? Announcements(settings.announce)
    place = QueuePlace(
      entry: entry, announce: announce, timeout: entry.longestWait.map { now.moment + $0 },
      nextAnnouncement: now.moment + announce.first)
    note(.queued(entry, needs: needs(of: entry, settings), place: QueuePlace.place))
    playMusic()
    attend(settings)
  }

  /// What follows from who is there.
  private mutating func attend(_ settings: QueueSettings) {
    guard var waiting = place else { return }
    (waiting.pickUp, waiting.nobody) = (nil, nil)
    switch staff[waiting.entry.queue] ?? .free(1) {
    case .full: return leave(as: .full)
    case .busy: break
    case .free(let count) where count > 0: waiting.pickUp = now.moment + Self.ringing
    case .free:
      switch settings.nobody {
      case .after(let wait): waiting.nobody = now.moment + wait
      case .wait: break
      }
    }
    place = waiting
  }

  /// Agents come, go or are busy from now on.
  package mutating func change(_ queue: QueueName, to staff: TrialStaff) {
    self.staff[queue] = staff
    guard let waiting = place, waiting.entry.queue == queue, waiting.nextAnnouncement != nil else { return }
    // Who waits is in already: that the queue is full keeps out others.
    if staff != .full { attend(bench.queues[queue] ?? QueueSettings(id: QueueID(queue.text))) }
  }

  /// What is due while waiting.
  mutating func waitOn() {
    guard let waiting = place else { return }
    let due = now.moment
    if waiting.pickUp.map({ $0 <= due }) ?? false {
      connect(waiting.entry.queue)
    } else if waiting.nobody.map({ $0 <= due }) ?? false {
      leave(as: .nobody)
    } else if waiting.timeout.map({ $0 <= due }) ?? false {
      leave(as: .timeout)
    } else {
      announce(isAsked: false)
    }
  }

  private mutating func leave(as outcome: QueueOutcome) {
    (place, playing) = (nil, nil)
    inbox.append(.queue(outcome))
  }

  private mutating func connect(_ queue: QueueName) {
    (place, playing, talking) = (nil, nil, .agent(queue))
    note(.connected(queue))
    // Who it was, the bench does not know.
    tell(.talking(agent: Self.agent))
  }

  /// The other side ends the conversation; false when there is none.
  package mutating func agentLeaves() -> Bool {
    guard let partner = talking else { return false }
    talking = nil
    switch partner {
    case .agent(let queue):
      note(.agentLeft(queue))
      tell(.queue(.answered))
    case .outside(let request):
      note(.outsideLeft(request))
      tell(.transfer(request.number, .answered))
    }
    return true
  }

  /// The flow turns elsewhere.
  mutating func leaveQueue() {
    guard let queue = place?.entry.queue else { return }
    (place, playing) = (nil, nil)
    note(.leftQueue(queue))
  }

  /// Tells the place. The wait is never told: on the bench nobody has been served before.
  mutating func announce(isAsked: Bool) {
    guard var waiting = place, waiting.nextAnnouncement != nil else { return }
    let every = waiting.announce.every
    waiting.nextAnnouncement = every > .zero ? now.moment + every : .some(Self.farAway)
    let tellsPlace =
      switch waiting.announce.place {
      case .never: false
      case .always: true
      case .whenItImproves: isAsked || !waiting.hasToldPlace
      }
    if tellsPlace { waiting.hasToldPlace = true }
    place = waiting
    if tellsPlace, playing == nil || isAsked {
      play([PromptReference(ServicePrompt.next.name, in: language)], for: .queue)
    }
  }

  mutating func playMusic() {
    guard let waiting = place else { return }
    let own = bench.queues[waiting.entry.queue]?.music.map { PromptName($0) }
    note(.music(waiting.entry.music ?? own))
  }

  private func needs(of entry: QueueEntry, _ settings: QueueSettings) -> [String: String] {
    if let needs = entry.needs { return needs.mapValues(\.trialText) }
    return settings.needs.mapValues { need in
      switch need {
      case .callLanguage: language.text
      case .text(let text): text
      }
    }
  }

  /// What `call.agent` is on the bench.
  private static var agent: String { "agent" }

  /// Beyond every call.
  private static var farAway: Moment { Moment(sinceZero: .seconds(100 * 366 * 86_400)) }
}

extension Announcements {
  fileprivate init(_ queues: QueueAnnouncements) {
    let place: Place =
      switch queues.place {
      case .never: .never
      case .always: .always
      case .whenItImproves: .whenItImproves
      }
    self.init(first: queues.first, every: queues.every, place: place, wait: queues.wait)
  }
}
