import React from 'react';

interface Props {
  value: number;
  onRate?: (stars: number) => void;
}

interface State {
  hovered: number;
}

export class Stars extends React.Component<Props, State> {
  state: State = { hovered: 0 };

  rate = (stars: number) => {
    const { onRate } = this.props;
    if (onRate) {
      onRate(stars);
    }
  };

  render() {
    const shown = this.state.hovered || this.props.value;
    return (
      <span className="stars">
        {[1, 2, 3, 4, 5].map((star) => (
          <button
            key={star}
            onMouseEnter={() => this.setState({ hovered: star })}
            onMouseLeave={() => this.setState({ hovered: 0 })}
            onClick={() => this.rate(star)}
          >
            {star <= shown ? '★' : '☆'}
          </button>
        ))}
      </span>
    );
  }
}
