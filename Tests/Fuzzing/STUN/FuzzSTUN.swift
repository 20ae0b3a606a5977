import FuzzingDriver
import TestMaterial

@main
struct FuzzSTUN {
  static func main() { Fuzzer.run(.stun) }
}
