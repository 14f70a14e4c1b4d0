//! CalicoNodeStatus (Calico: `nodestatus.go`).

use super::super::forms::NAME;
use super::super::table::{Check, Demand, Form, Row, Shape};
use super::shared::{ALL, UINT32, since};

const CLASSES: &[&str] = &["Agent", "BGP", "Routes"];

/// `spec` of a CalicoNodeStatus.
pub static SPEC: Shape = Shape {
    rows: &[
        Row::new(
            "classes",
            Form::List(&CLASS),
            &[Check::calico(Demand::Present, ALL), Check::both(Demand::Distinct, since(33), ALL)],
        ),
        Row::new("node", Form::Text, &[Check::calico(Demand::Filled, ALL), Check::calico(Demand::Text(&NAME), ALL)]),
        Row::new(
            "updatePeriodSeconds",
            Form::Integer(UINT32),
            &[Check::calico(Demand::Present, ALL), Check::calico(Demand::Range(0, 86_400), ALL)],
        )
        .sent_always(),
    ],
    relations: &[],
};

static CLASS: Row = Row::new("classes", Form::Text, &[Check::crd(Demand::Words(CLASSES), since(32))]).sent_always();
