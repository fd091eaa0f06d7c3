//! The tree of guards: in which branch of which choices a value is needed.

/// A guard's place in its [`GuardTree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Guard(pub u32);

impl Guard {
    /// The guard of what is always needed.
    pub const ALWAYS: Guard = Guard(0);
    /// The guard of what is never needed.
    pub const NEVER: Guard = Guard(u32::MAX);

    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Copy, Debug)]
struct Node {
    parent: Guard,
    /// An ancestor far up, by which climbing takes a logarithmic number of steps however the
    /// tree grows (Myers 1983, "An applicative random-access stack").
    jump: Guard,
    depth: u32,
}

/// Guards as a forest that grows by leaves.
#[derive(Debug)]
pub(crate) struct GuardTree(Vec<Node>);

impl GuardTree {
    /// The tree of [`Guard::ALWAYS`] alone.
    pub fn new() -> Self {
        let mut tree = GuardTree(Vec::new());
        tree.root();
        tree
    }

    /// How many guards there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// A guard under no other: the body of a loop.
    pub fn root(&mut self) -> Guard {
        let guard = Guard(self.0.len() as u32);
        self.0.push(Node {
            parent: guard,
            jump: guard,
            depth: 0,
        });
        guard
    }

    /// A branch under a guard.
    pub fn branch(&mut self, parent: Guard) -> Guard {
        let above = self.0[parent.index()];
        let far = self.0[above.jump.index()];
        let farther = self.0[far.jump.index()];
        let even = above.depth - far.depth == far.depth - farther.depth;
        let guard = Guard(self.0.len() as u32);
        self.0.push(Node {
            parent,
            jump: if even { far.jump } else { parent },
            depth: above.depth + 1,
        });
        guard
    }

    /// The nearest guard above both.
    ///
    /// # Cost
    /// Logarithmic in their depths.
    pub fn common(&self, mut a: Guard, mut b: Guard) -> Guard {
        if a == Guard::NEVER {
            return b;
        }
        let at = |guard: Guard| self.0[guard.index()];
        if at(a).depth < at(b).depth {
            (a, b) = (b, a);
        }
        let depth = at(b).depth;
        while at(a).depth > depth {
            let node = at(a);
            a = if at(node.jump).depth >= depth {
                node.jump
            } else {
                node.parent
            };
        }
        // Guards of one depth have jumps of one length, so both climb alike.
        while a != b && at(a).depth > 0 {
            let (left, right) = (at(a), at(b));
            (a, b) = if left.jump != right.jump {
                (left.jump, right.jump)
            } else {
                (left.parent, right.parent)
            };
        }
        a
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_guard_is_the_one_that_climbing_finds() {
        let mut tree = GuardTree::new();
        let mut guards = vec![Guard::ALWAYS];
        let mut state = 7u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1);
            (state >> 33) as usize % below
        };
        for _ in 0..2000 {
            let recent = guards.len().min(3);
            let parent = guards[guards.len() - 1 - next(recent)];
            guards.push(tree.branch(parent));
        }
        for _ in 0..2000 {
            let (a, b) = (guards[next(guards.len())], guards[next(guards.len())]);
            let (mut x, mut y) = (a, b);
            while x != y {
                let (left, right) = (tree.0[x.index()], tree.0[y.index()]);
                if left.depth >= right.depth {
                    x = left.parent;
                } else {
                    y = right.parent;
                }
            }
            assert_eq!(tree.common(a, b), x);
        }
    }
}
