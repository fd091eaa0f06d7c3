//! Points in space as points of a picture.

/// From where a panel in space is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// By how many degrees it is turned around the upright axis.
    pub azimuth: f64,
    /// By how many degrees it is above the plane.
    pub elevation: f64,
    /// How far it is from the middle of a box of side 2; infinite for parallel rays.
    pub distance: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Camera {
            azimuth: -60.0,
            elevation: 28.0,
            distance: 9.0,
        }
    }
}

impl Camera {
    /// A point of the box as it is seen: to the right, upwards, and how far towards the viewer.
    pub fn see(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        let (sin, cos) = self.azimuth.to_radians().sin_cos();
        // Right of the viewer, and away from the upright axis towards him.
        let (across, out) = (y * cos - x * sin, x * cos + y * sin);
        let (rise, level) = self.elevation.to_radians().sin_cos();
        let (up, near) = (z * level - out * rise, z * rise + out * level);
        let scale = match self.distance.is_finite() {
            true => self.distance / (self.distance - near).max(self.distance * 0.1),
            false => 1.0,
        };
        [across * scale, up * scale, near]
    }
}
