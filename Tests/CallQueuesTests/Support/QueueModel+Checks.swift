import CallQueues
import Timekeeping

/// What is believed of the inputs and of the effects.
extension QueueModel {
  mutating func note(_ input: QueueInput) {
    switch input {
    case .enter(let request): waiting[request.ticket] = (request, request.priority, entries)
    case .leave(let ticket, _):
      waiting[ticket] = nil
      talks[ticket] = nil
    case .offerDeclined(let ticket, let offer, let reason):
      guard let standing = offers.removeValue(forKey: offer) else { return }
      staleOffers.append(standing)
      if reason == .callerGone { waiting[ticket] = nil }
    case .conversationEnded(let ticket): talks[ticket] = nil
    case .release(let engagement, _): engaged[engagement] = nil
    case .conversationTaken(let ticket, _, let engagement):
      guard let agent = engaged.removeValue(forKey: engagement) else { return }
      talks[ticket] = agent
      seen["transfer", default: 0] += 1
    case .agents(let list):
      agents = agents.filter { talks.values.contains($0.key) || engaged.values.contains($0.key) }
      for agent in list { agents[agent.id] = agent }
      listed = Set(list.map(\.id))
      present.formIntersection(listed)
    case .signedIn(let agent): if listed.contains(agent) { present.insert(agent) }
    case .signedOut(let agent): present.remove(agent)
    case .queues, .paused, .offerAccepted, .engage, .deadlineReached: break
    }
    if staleOffers.count > 20 { staleOffers.removeFirst() }
  }

  mutating func follow(_ effect: QueueEffect, _ before: [AgentID: AgentStatus?]) {
    switch effect {
    case .offer(let offer): offered(offer, before)
    case .withdraw(let offer, _):
      if offers.removeValue(forKey: offer.id) == nil { complain("withdrew \(offer.id), which does not stand") }
      staleOffers.append(offer)
      seen["withdraw", default: 0] += 1
    case .connect(let offer):
      if offers.removeValue(forKey: offer.id) == nil { complain("connected \(offer.id), which does not stand") }
      if talks.values.contains(offer.agent) { complain("\(offer.agent) talks twice") }
      waiting[offer.ticket] = nil
      talks[offer.ticket] = offer.agent
      seen["connect", default: 0] += 1
    case .tooLate(_, let offer):
      if offers[offer] != nil { complain("\(offer) stands and was too late") }
      seen["too late", default: 0] += 1
    case .outcome(let ticket, let outcome):
      if outcome == .nobody, let request = waiting[ticket]?.request, isCovered(request) {
        complain("\(ticket) found nobody, though there is somebody")
      }
      if waiting.removeValue(forKey: ticket) == nil { complain("\(ticket) ended twice") }
      if offers.values.contains(where: { $0.ticket == ticket }) { complain("\(ticket) ended while it is offered") }
      seen[outcome.rawValue, default: 0] += 1
    case .place(let ticket, let place, _):
      if waiting[ticket] == nil { complain("\(ticket) was told a place and does not wait") }
      if places[ticket] == place { complain("\(ticket) was told place \(place) twice") }
      places[ticket] = place
    case .engagement(let engagement, let granted): answered(engagement, granted)
    case .record(let record):
      if case .priorityRaised(let ticket, _, let priority) = record.event {
        waiting[ticket]?.priority = priority
        seen["raised", default: 0] += 1
      }
    }
  }

  /// An offer is one, to one, by default to the longest free who fits, and of the ticket that is first for that agent.
  private mutating func offered(_ offer: Offer, _ before: [AgentID: AgentStatus?]) {
    seen["offer", default: 0] += 1
    for standing in offers.values
    where (standing.ticket == offer.ticket && strategy != .ringAll) || standing.agent == offer.agent {
      complain("\(offer.ticket) to \(offer.agent), though \(standing.ticket) is offered to \(standing.agent)")
    }
    if talks.values.contains(offer.agent) { complain("\(offer.agent) is offered a ticket while talking") }
    if engaged.values.contains(offer.agent) { complain("\(offer.agent) is offered a ticket while engaged") }
    offers[offer.id] = offer
    guard let ticket = waiting[offer.ticket] else { return complain("\(offer.ticket) is offered and does not wait") }
    if !fits(offer.agent, ticket.request) { complain("\(offer.ticket) is offered to \(offer.agent), who does not fit") }
    guard strategy == .longestIdle, case .available(let since)?? = before[offer.agent] else { return }
    for other in agents.keys where fits(other, ticket.request) {
      guard case .available(let othersSince) = machine.status(of: other), othersSince < since else { continue }
      complain("\(offer.agent) was asked, and \(other) has been free for longer")
    }
  }

  /// A colleague's wish is granted only for somebody who has nothing else; an agent's own call always is.
  private mutating func answered(_ engagement: EngagementID, _ granted: Bool) {
    guard let wish = wishes.removeValue(forKey: engagement) else { return complain("\(engagement) was not asked for") }
    seen[granted ? "granted" : "refused", default: 0] += 1
    guard granted else {
      if wish.isAgentsOwn, listed.contains(wish.agent) { complain("\(wish.agent)'s own call is refused") }
      return
    }
    let isBusy =
      engaged.values.contains(wish.agent) || talks.values.contains(wish.agent)
      || offers.values.contains { $0.agent == wish.agent }
    if isBusy, !wish.isAgentsOwn { complain("\(wish.agent) is busy and promised to a colleague") }
    engaged[engagement] = wish.agent
  }

  /// What is always true between two inputs.
  mutating func checkState(after input: QueueInput) {
    checkPairs(after: input)
    checkPlaces()
    checkNobody()
    for (ticket, agent) in talks where machine.status(of: agent) != .talking(ticket) {
      complain("\(agent) should talk with \(ticket) and is \(machine.status(of: agent).debugDescription)")
    }
    for agent in engaged.values where !talks.values.contains(agent) && machine.status(of: agent) != .engaged {
      complain("\(agent) should be engaged and is \(machine.status(of: agent).debugDescription)")
    }
    for offer in offers.values where machine.status(of: offer.agent) != .ringing(offer.ticket) {
      complain("\(offer.agent) should ring for \(offer.ticket)")
    }
    let gauges = machine.gauges
    if gauges.offers != offers.count { complain("\(gauges.offers) offers in the gauges, \(offers.count) stand") }
    if gauges.conversations != talks.count { complain("the gauge of conversations is wrong") }
    if gauges.waiting.values.reduce(0, +) != waiting.count { complain("the gauges of waiting tickets are wrong") }
  }

  /// No ticket waits that a free agent could take, and none is overtaken by a lesser one.
  private mutating func checkPairs(after input: QueueInput) {
    let offered = Set(offers.values.map(\.ticket))
    for (id, ticket) in waiting where !offered.contains(id) {
      for agent in agents.keys where fits(agent, ticket.request) {
        if machine.status(of: agent)?.kind == .available { complain("\(id) waits while \(agent) is free, \(input)") }
      }
    }
  }

  /// Somebody who could take it some time is signed in, with a phone that can be reached.
  private func isCovered(_ request: TicketRequest) -> Bool {
    present.contains { fits($0, request) && machine.status(of: $0) != .unreachable }
  }

  /// Where the rule is to leave at once, who waits has somebody to wait for.
  private mutating func checkNobody() {
    for (id, ticket) in waiting where ticket.request.queue == "sales" && !isCovered(ticket.request) {
      complain("\(id) waits and nobody is there")
    }
  }

  private mutating func checkPlaces() {
    for queue in Self.queues {
      let order = machine.tickets(in: queue)
      let expected = waiting.filter { $0.value.request.queue == queue }.sorted {
        ($1.value.priority, $0.value.number) < ($0.value.priority, $1.value.number)
      }
      if order != expected.map(\.key) { complain("\(queue) has the order \(order)") }
      for (index, ticket) in order.enumerated() where places[ticket] != index + 1 {
        complain("\(ticket) is at \(index + 1) and was told \(places[ticket].debugDescription)")
      }
    }
  }
}
