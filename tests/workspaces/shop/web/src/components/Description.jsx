import React from 'react';
import DOMPurify from 'dompurify';

export function Description({ product }) {
  return <div className="description" dangerouslySetInnerHTML={{ __html: product.description }} />;
}

export function Terms({ html }) {
  return <section dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(html) }} />;
}

export function Facts({ product }) {
  return (
    <dl>
      <dt>Number</dt>
      <dd>{product.sku}</dd>
      <dt>Category</dt>
      <dd>{product.category}</dd>
      <dt>In stock</dt>
      <dd>{product.stock > 0 ? 'yes' : 'no'}</dd>
    </dl>
  );
}
