extension Agreement {
    /// What an agreement demands of rows, by what others may know of the people in them.
    public struct Anonymity: Hashable, Sendable {
        /// What becomes of a feed that falls short.
        public enum Shortfall: String, Sendable, CaseIterable {
            /// Nothing is published.
            case refuse
            /// It is published, and the run says so.
            case warn
        }

        /// How many people must look alike.
        public let k: Int
        /// What becomes of a feed in which somebody has fewer like them.
        public let shortfall: Shortfall
    }
}
