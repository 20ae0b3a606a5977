import CallFlows
import CallQueues
import Timekeeping

/// A caller who waits in a queue.
struct Waiting: Sendable {
  /// What the caller hears.
  enum Hearing: Sendable, Equatable {
    /// Nothing yet: the queue has not said whether there is anything to wait for.
    case nothing
    case music
    case announcement(PlaybackNumber)
  }

  let ticket: TicketID
  let entry: QueueEntry
  /// When the caller began to wait.
  let since: Moment
  let announce: QueueAnnouncements
  let music: PromptName?
  var hearing = Hearing.nothing
  var place: Int?
  var wait: Duration?
  /// The place that was told last.
  var toldPlace: Int?
  var nextAnnouncement: Moment?
  /// The agents' phones that are asked: one, but where the queue asks all at once.
  var attempts: [Attempt] = []

  /// An agent has picked up, and the queue has not said yet whether that counts.
  var isBeingAnswered: Bool { attempts.contains { $0.stage != .ringing } }

  func attempt(at leg: LegID) -> Attempt? { attempts.first { $0.leg == leg } }

  func attempt(of offer: OfferID) -> Attempt? { attempts.first { $0.offer.id == offer } }

  /// Takes out the attempt for an offer.
  mutating func removeAttempt(of offer: OfferID) -> Attempt? {
    attempts.firstIndex { $0.offer.id == offer }.map { attempts.remove(at: $0) }
  }
}

/// One agent's phone that is asked to take the waiting caller.
struct Attempt: Sendable {
  enum Stage: Sendable, Equatable {
    case ringing
    /// The agent picked up; the queue has been asked whether that counts.
    case accepting
    /// The agent picked up and went away again before the queue answered.
    case gone(LegEnd)
  }

  let offer: Offer
  let leg: LegID
  var stage = Stage.ringing
  var held = false
}

/// A caller who talks with an agent, or with somebody outside to whom an agent or the flow has transferred the call.
struct Talk: Sendable {
  /// Where the caller came from.
  enum Origin: Sendable {
    case queue(Waiting)
    /// The flow's own transfer: there is no ticket.
    case flow(TransferRequest)
  }

  /// Who hears what.
  enum Audio: Sendable, Equatable {
    case bridged
    /// The agent is told who comes, and the caller still hears the queue's music.
    case whisper(PlaybackNumber)
    /// This one hears music, as the other has put us on hold.
    case music(LegID)
    /// All three hear each other.
    case conference
    /// These two hear each other while the third of a conference holds; not the caller and the agent, who are `bridged`.
    case between(LegID, LegID)
    /// Everybody is on hold.
    case none
  }

  let origin: Origin
  let partner: Partner
  let leg: LegID
  /// What keeps the agent from being offered tickets, where no ticket does.
  let engagement: EngagementID?
  var partnerHolds: Bool
  var audio: Audio?
  /// When a transfer failed and brought the caller back.
  var returnedAt: Moment?
  /// Whom the agent has brought in.
  var guest: Guest?

  init(
    origin: Origin, partner: Partner, leg: LegID, engagement: EngagementID? = nil, partnerHolds: Bool,
    audio: Audio? = nil, guest: Guest? = nil
  ) {
    self.origin = origin
    self.partner = partner
    self.leg = leg
    self.engagement = engagement
    self.partnerHolds = partnerHolds
    self.audio = audio
    self.guest = guest
  }

  /// `nil`: the caller did not wait.
  var waiting: Waiting? {
    if case .queue(let waiting) = origin { waiting } else { nil }
  }

  var ticket: TicketID? { waiting?.ticket }

  /// What whoever is on hold hears; `nil`: the built-in tune.
  var music: PromptName? { waiting?.music }

  /// What the flow is told when the other side has ended first.
  var answered: FlowInput {
    switch origin {
    case .queue: .queue(.answered)
    case .flow(let request): .transfer(request.number, .answered)
    }
  }
}

/// The third of a conference: whom the agent consulted.
struct Guest: Sendable {
  let partner: Partner
  let leg: LegID
  /// What keeps an agent from being offered tickets meanwhile.
  let engagement: EngagementID?
  var isHolding: Bool
}
