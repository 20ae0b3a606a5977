import CallControl
import CallFlows
import CallQueues
import Redaction
import SIPEngine
import SIPSyntax
import SIPTransport

/// An address that is to be called as soon as its servers are found.
struct AddressSearch {
  let uri: SIPURI
  let callerUser: Redacted<String>
  let callerName: Redacted<String>?
}

/// Whom a flow's `transfer` means. The text stands in the flow's file, or is an agent with whom the caller has talked: what
/// a caller keyed, or is called, is never looked up here.
extension CallDriver {
  func target(of wanted: CallFlows.TransferRequest.Target) -> TransferTarget {
    let agents = context.roster.agents
    let plan = DialPlan(agents: agents, release: release.flows, queues: release.queues.keys)
    switch wanted {
    case .agent(let name):
      guard let (phone, agent) = agents.first(where: { $0.value.rawValue == name }) else { return .nobody }
      return .agent(agent, phone: Redacted(phone))
    case .number(let number): return plan.target(of: number.exposed)
    case .address(let address): return target(ofAddress: address, plan)
    }
  }

  /// An address at one of our own hosts is what the number means here. At a carrier's host it is a number outside, and
  /// goes no other way than all of them: through the trunks, as far as `outbound` allows.
  private func target(ofAddress address: Redacted<String>, _ plan: DialPlan) -> TransferTarget {
    guard let uri = try? URI(parsing: address.exposed), let dialled = uri.dialString else { return .nobody }
    guard let sip = uri.sip else { return plan.target(of: dialled) }
    switch context.settings.neighbourhood.owner(of: sip) {
    case .house: return plan.target(of: dialled)
    case .carrier: return .outside(Redacted(dialled))
    case .others: return .address(address)
    }
  }

  /// Looks for the servers of an address, which are called when they are found.
  func seek(
    _ address: Redacted<String>, for leg: LegID, callerUser: Redacted<String>, callerName: Redacted<String>?
  ) {
    guard let uri = (try? URI(parsing: address.exposed))?.sip, let query = ServerQuery(uri) else {
      return pending.append(.leg(leg, .ended(.failed("the address asks for a transport that does not exist"))))
    }
    searches[leg] = AddressSearch(uri: uri, callerUser: callerUser, callerName: callerName)
    context.sip.locate(query) { [inbox] flows in inbox.post(.located(leg, flows)) }
  }

  /// Calls the address at the first of its servers, if that is still wanted.
  func call(_ leg: LegID, over flows: [SIPFlow]) {
    guard let wanted = searches.removeValue(forKey: leg) else { return }
    guard let flow = flows.first else {
      return handle(.leg(leg, .ended(.failed("no server is found for the address"))))
    }
    switch context.settings.neighbourhood.owner(of: flow) {
    case .house: handle(.leg(leg, .ended(.failed("the address leads back to this service"))))
    // Its name hid it from `outbound`.
    case .carrier: handle(.leg(leg, .ended(.barred("the address is a trunk's: write the number alone"))))
    case .others:
      dial(
        leg, .uri(wanted.uri, flow), toward: flow.remote.host, isSecure: flow.transport.isSecure,
        callerUser: wanted.callerUser, callerName: wanted.callerName)
      handlePending()
    }
  }
}
